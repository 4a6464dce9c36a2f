"""addok, run in the peers' environment: `load FILE` takes documents in, `ask QUERIES ANSWERS` answers.

What we did for Chinese: a tokenizer that keeps a number with the word behind it (151号, 3栋) and cuts the
rest into pairs of characters; no pairs of tokens, completion or one-letter typos, which are made for Latin
words; names are compared with the text in the Chinese order, area first.
"""

import json
import re
import sys
import time
from pathlib import Path

from addok.config import config

NUMBER = re.compile(r"[0-9]+(?:[之-][0-9]+)*[^\W\d_]?|[A-Za-z]+|[\u4e00-\u9fff]+")


def tokens(pipe):
    """Numbers with the word behind them, and pairs of characters."""
    from addok.helpers.text import Token

    for text in pipe:
        position = 0
        for part in NUMBER.findall(str(text)):  # addok folds a query to ASCII, and keeps it as it was
            pieces = (
                [part]
                if part[0].isascii() or len(part) < 3
                else [part[i : i + 2] for i in range(len(part) - 1)]
            )
            for piece in pieces:
                yield Token(piece, position=position)
                position += 1


def label(helper, result):
    """The whole text, area first, and the text without areas."""
    result.labels = [result.city + result.name, result.name]


def configure():
    """Settings as a city that runs addok on Chinese addresses may choose them."""
    config.update(
        PROCESSORS_PYPATHS=[tokens],
        FIELDS=[{"key": "name", "boost": 4, "null": False}, {"key": "city"}],
        ID_FIELD="code",
        FILTERS=[],
        INDEXERS_PYPATHS=["addok.helpers.index.FieldsIndexer"],
        RESULTS_COLLECTORS_PYPATHS=[
            "addok.helpers.collectors.no_available_tokens_abort",
            "addok.helpers.collectors.only_commons",
            "addok.helpers.collectors.bucket_with_meaningful",
            "addok.helpers.collectors.reduce_with_other_commons",
            "addok.helpers.collectors.extend_results_reducing_tokens",
        ],
        SEARCH_RESULT_PROCESSORS_PYPATHS=[label, "addok.helpers.results.score_by_ngram_distance"],
        INDEX_EDGE_NGRAMS=False,
        BATCH_CHUNK_SIZE=1000,
    )
    config.load()


def load(file):
    """Take documents in with two processes, as `addok batch` does; say seconds and megabytes."""
    from addok.batch import process_file
    from addok.db import DB

    begin = time.perf_counter()
    process_file(file)
    return {"seconds": time.perf_counter() - begin, "megabytes": DB.info("memory")["used_memory"] / 1e6}


def ask(queries, answers):
    """The best result of each text and how long it took."""
    from addok.core import search

    found = []
    for text in json.loads(Path(queries).read_text()):
        begin = time.perf_counter()
        results = search(text[:200], limit=1, autocomplete=False)
        taken = time.perf_counter() - begin
        found.append((results[0].code if results else None, taken))
    Path(answers).write_text(json.dumps(found))
    return {"answered": len(found)}


if __name__ == "__main__":
    configure()
    print(json.dumps({"load": load, "ask": ask}[sys.argv[1]](*sys.argv[2:])))
