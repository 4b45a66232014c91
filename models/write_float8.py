"""Write the values of all floats of 8 bits (E4M3) that the app's reader is tested against: `python models/write_float8.py`.

models/fixtures/float8.json: 256 numbers, what PyTorch says of each code; null for the two that are no number.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import torch

PLACE = Path(__file__).resolve().parent / "fixtures/float8.json"

if __name__ == "__main__":
    values = torch.arange(256).to(torch.uint8).view(torch.float8_e4m3fn).float().tolist()
    PLACE.write_text(json.dumps([None if math.isnan(value) else value for value in values]) + "\n")
