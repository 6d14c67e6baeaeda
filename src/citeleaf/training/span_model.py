"""The reader as a PyTorch module: a transformer trunk and one linear layer that scores where answers start and end.

The reader's own trunk is a BERT. A teacher may be an MPNet as well (Song et al., NeurIPS 2020), whose vocabulary is
BERT's with other special tokens before it: it reads the same tokens, and its logits stand at the same places.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import AutoConfig, BertModel, MPNetModel

from citeleaf.errors import ModelError
from citeleaf.models.encoder import packaged_folder
from citeleaf.training.export import HEAD

_TRUNKS: dict[str, type[BertModel] | type[MPNetModel]] = {"bert": BertModel, "mpnet": MPNetModel}
_SPECIAL = {101: 0, 102: 2}
"""BERT's [CLS] and [SEP], and MPNet's own. All other tokens stand four places further on, padding at place 1."""


class SpanModel(nn.Module):
    """Token ids of shape (examples, tokens) -> logits of starts and of ends, of the same shape each.

    Devlin et al. 2019, section 4.3: the logits at position 0 stand for "no answer".
    """

    def __init__(self, trunk: BertModel | MPNetModel) -> None:
        super().__init__()
        self.trunk = trunk
        self.head = nn.Linear(trunk.config.hidden_size, 2)

    def forward(self, ids: Tensor, segments: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        if isinstance(self.trunk, MPNetModel):
            read = self.trunk(input_ids=_as_mpnet(ids, mask), attention_mask=mask.long())
        else:
            read = self.trunk(input_ids=ids, token_type_ids=segments, attention_mask=mask)
        hidden = read.last_hidden_state
        starts, ends = self.head(hidden).unbind(-1)
        return starts, ends

    def save(self, folder: Path) -> None:
        """Write the trunk as transformers does, and the head beside it."""
        self.trunk.save_pretrained(folder)
        head = {name: value.contiguous() for name, value in self.head.state_dict().items()}
        save_file(head, folder / HEAD)


def load_model(folder: Path | None = None, layers: int | None = None) -> SpanModel:
    """The model in ``folder``, or the untrained one: all-MiniLM-L6-v2 (Wang et al. 2020) with a new head. No dropout.

    ``layers`` leaves only so many of its lowest layers. The last ones of a model that was trained to tell whole
    sentences apart say much the same at every word (two words of a passage have a mean cosine of .66 after the twelfth
    layer of all-mpnet-base-v2, .27 after the tenth), and a reader needs them apart: without them it learns faster.

    Raises ModelError when there is none, one that is neither a BERT nor an MPNet, or one with fewer layers.
    """
    source = folder or packaged_folder()
    if not (source / "config.json").is_file():
        raise ModelError(f"there is no model in {source}: train one first")
    config = AutoConfig.from_pretrained(source)
    kind = config.model_type
    if kind not in _TRUNKS:
        raise ModelError(f"the model in {source} is of the kind {kind!r}: only {' and '.join(_TRUNKS)} can be trained")
    if layers is not None and not 0 < layers <= config.num_hidden_layers:
        raise ModelError(f"the model in {source} has {config.num_hidden_layers} layers: {layers} cannot be kept")
    trunk = _TRUNKS[kind].from_pretrained(
        source,
        num_hidden_layers=layers or config.num_hidden_layers,
        add_pooling_layer=False,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",  # on processors, PyTorch's fused attention takes twice as long to differentiate
    )
    model = SpanModel(trunk)
    if (source / HEAD).is_file():
        model.head.load_state_dict(load_file(source / HEAD))
    return model


def freeze(model: SpanModel, layers: int = 0) -> None:
    """Keep the word vectors as they are: half of the weights, and a small training set names few of the words.

    So are the lowest ``layers``, through which nothing needs to be traced back then: with half of a model's, a step
    takes about half the time, and little is lost, as they tell a language's words and forms, not this task (Lee,
    Tang and Lin 2019, "What would Elsa do?").
    """
    for parameter in _frozen(model.trunk, layers):
        parameter.requires_grad_(False)


def _frozen(trunk: BertModel | MPNetModel, layers: int) -> Iterator[nn.Parameter]:
    yield from trunk.embeddings.parameters()
    if isinstance(trunk, MPNetModel):
        yield from trunk.encoder.relative_attention_bias.parameters()  # where words stand: one for all layers
    for layer in trunk.encoder.layer[:layers]:
        yield from layer.parameters()


def _as_mpnet(ids: Tensor, mask: Tensor) -> Tensor:
    """BERT's token ids as those of MPNet, which has no segments and stores where padding is in the ids."""
    own = ids + 4
    for theirs, its in _SPECIAL.items():
        own = torch.where(ids == theirs, its, own)
    return torch.where(mask.bool(), own, 1)
