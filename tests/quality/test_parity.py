"""The bundled reader answers as well as its weights do in full precision, run by PyTorch.

They are recovered from the bundle, as the repository holds no others: what rounding them once cost is in the reader's
card. What is compared here is all that happens to them at run time: eight bits between the layers, and the graph.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from citeleaf.models.bundle import FOLDER

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def test_f1_is_within_half_a_point(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from citeleaf.training.parity import main as parity
    from citeleaf.training.recover import recover

    recover(FOLDER, tmp_path)
    sets = [
        f"{HERE / name / 'questions.jsonl'}:{HERE / name / 'corpus'}" for name in ("squadshifts", "squad2", "clapnq")
    ]
    status = parity([str(tmp_path), str(FOLDER), f"{HERE / 'seed.jsonl'}:{ROOT / 'corpus'}", *sets])
    told = capsys.readouterr().out
    assert "together: 110 questions" in told
    assert status == 0, told
