"""The reader as a PyTorch module: a transformer trunk and one linear layer that scores where answers start and end."""

from __future__ import annotations

from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import BertModel

from citeleaf.errors import ModelError
from citeleaf.models.encoder import packaged_folder
from citeleaf.training.export import HEAD


class SpanModel(nn.Module):
    """Token ids of shape (examples, tokens) -> logits of starts and of ends, of the same shape each.

    Devlin et al. 2019, section 4.3: the logits at position 0 stand for "no answer".
    """

    def __init__(self, trunk: BertModel) -> None:
        super().__init__()
        self.trunk = trunk
        self.head = nn.Linear(trunk.config.hidden_size, 2)

    def forward(self, ids: Tensor, segments: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.trunk(input_ids=ids, token_type_ids=segments, attention_mask=mask).last_hidden_state
        starts, ends = self.head(hidden).unbind(-1)
        return starts, ends

    def save(self, folder: Path) -> None:
        """Write the trunk as transformers does, and the head beside it."""
        self.trunk.save_pretrained(folder)
        head = {name: value.contiguous() for name, value in self.head.state_dict().items()}
        save_file(head, folder / HEAD)


def load_model(folder: Path | None = None) -> SpanModel:
    """The model in ``folder``, or the untrained one: all-MiniLM-L6-v2 (Wang et al. 2020) with a new head. No dropout.

    Raises ModelError when there is none.
    """
    source = folder or packaged_folder()
    if not (source / "config.json").is_file():
        raise ModelError(f"there is no model in {source}: train one first")
    trunk = BertModel.from_pretrained(
        source,
        add_pooling_layer=False,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",  # on processors, PyTorch's fused attention takes twice as long to differentiate
    )
    model = SpanModel(trunk)
    if (source / HEAD).is_file():
        model.head.load_state_dict(load_file(source / HEAD))
    return model


def freeze_embeddings(model: SpanModel) -> None:
    """Keep the word vectors as they are: half of the weights, and a small training set names few of the words."""
    for parameter in model.trunk.embeddings.parameters():
        parameter.requires_grad_(False)
