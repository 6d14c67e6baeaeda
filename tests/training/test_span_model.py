"""The model that is trained: what it reads, what stays as it is, and the larger kind that may teach it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel

from citeleaf.errors import ModelError
from citeleaf.training.span_model import SpanModel, freeze, load_model

pytestmark = pytest.mark.slow  # loads PyTorch

SIZE: dict[str, Any] = {
    "vocab_size": 110,
    "hidden_size": 8,
    "num_hidden_layers": 3,
    "num_attention_heads": 2,
    "intermediate_size": 16,
}
IDS = torch.tensor([[101, 7, 102, 9, 102], [101, 7, 102, 102, 0]])
MASK = torch.tensor([[True] * 5, [True] * 4 + [False]])
SEGMENTS = torch.tensor([[0, 0, 0, 1, 1], [0, 0, 0, 1, 0]])


def an_mpnet() -> SpanModel:
    torch.manual_seed(3)
    return SpanModel(MPNetModel(MPNetConfig(**SIZE), add_pooling_layer=False)).eval()


def test_an_mpnet_reads_the_tokens_of_a_bert_in_its_own_numbers() -> None:
    """[CLS] is its 0, [SEP] its 2, padding its 1, and any word stands four places further on."""
    model = an_mpnet()
    read: list[torch.Tensor] = []
    model.trunk.embeddings.register_forward_pre_hook(
        lambda _, __, given: read.append(given["input_ids"]), with_kwargs=True
    )
    starts, ends = model(IDS, SEGMENTS, MASK)
    assert [ids.tolist() for ids in read] == [[[0, 11, 2, 13, 2], [0, 11, 2, 2, 1]]]
    assert starts.shape == ends.shape == IDS.shape


def test_padding_changes_nothing_that_an_mpnet_says() -> None:
    model = an_mpnet()
    alone, _ = model(IDS[1:, :4], SEGMENTS[1:, :4], MASK[1:, :4])
    beside, _ = model(IDS, SEGMENTS, MASK)
    torch.testing.assert_close(alone[0], beside[1, :4])


def test_a_teacher_is_loaded_as_it_was_saved(tmp_path: Path) -> None:
    model = an_mpnet()
    model.save(tmp_path)
    loaded = load_model(tmp_path).eval()
    for one, other in zip(model(IDS, SEGMENTS, MASK), loaded(IDS, SEGMENTS, MASK), strict=True):
        torch.testing.assert_close(one, other)


def test_only_the_lowest_layers_are_kept_where_fewer_are_asked_for(tmp_path: Path) -> None:
    model = an_mpnet()
    model.save(tmp_path)
    loaded = load_model(tmp_path, layers=2).eval()
    own = model.trunk(input_ids=IDS, output_hidden_states=True).hidden_states
    kept = loaded.trunk(input_ids=IDS, output_hidden_states=True).hidden_states
    assert len(kept) == 3, "of the vectors of words, and of two layers"
    for one, other in zip(own, kept, strict=False):
        torch.testing.assert_close(one, other)


@pytest.mark.parametrize("layers", [0, 4])
def test_a_number_of_layers_that_a_model_lacks_is_named(tmp_path: Path, layers: int) -> None:
    an_mpnet().save(tmp_path)
    with pytest.raises(ModelError, match=f"has 3 layers: {layers} cannot be kept"):
        load_model(tmp_path, layers)


def test_a_model_of_another_kind_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "t5"}')
    with pytest.raises(ModelError, match="'t5': only bert and mpnet"):
        load_model(tmp_path)


@pytest.mark.parametrize(
    ("trunk", "position"),
    [
        (BertModel(BertConfig(**SIZE), add_pooling_layer=False), "embeddings.position"),
        (MPNetModel(MPNetConfig(**SIZE), add_pooling_layer=False), "encoder.relative_attention_bias"),
    ],
)
def test_what_is_frozen_learns_nothing_and_all_else_does(trunk: BertModel | MPNetModel, position: str) -> None:
    model = SpanModel(trunk)
    freeze(model, 2)
    starts, ends = model(IDS, SEGMENTS, MASK)
    (starts.sum() + ends.sum()).backward()
    learning = {name for name, parameter in model.named_parameters() if parameter.grad is not None}
    kept = {name for name, _ in model.named_parameters()} - learning
    assert all(".layer.2." in name or name.startswith("head.") for name in learning)
    assert not any(".layer.2." in name or name.startswith("head.") for name in kept)
    assert any(position in name for name in kept)
