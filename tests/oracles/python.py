"""Reads each file of a folder with python-dotenv: `python python.py FOLDER HELD`, answers as JSON."""

import json
import logging
import os
import sys
from pathlib import Path

from dotenv import load_dotenv

logging.disable(logging.CRITICAL)
folder, held = Path(sys.argv[1]), json.loads(sys.argv[2])
answers = []
for file in sorted(folder.glob("*.env"), key=lambda path: int(path.stem)):
    os.environ.clear()
    os.environ.update(held)
    load_dotenv(file)
    answers.append({"values": dict(os.environ)})
json.dump(answers, sys.stdout)
