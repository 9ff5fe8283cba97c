import json

from paddle_lrkit.scripts.watch_record import read_records

OBJECTS = [
    {"symbol": ["build", 0, "train.py", 1, None, ""]},
    {
        "schedule": {
            "number": 0,
            "class": "paddle.optimizer.lr.StepDecay",
            "place": ["train.py", 1],
            "by": "",
            "arguments": {"learning_rate": 0.1},
            "factors": [],
            "rate": 0.1,
        }
    },
    {"rates": "schedule", "number": 0, "values": [0.1, 0.2], "runs": [2, 1]},
]
STATE = {
    "rank": 0,
    "trace": [0, [2, [1]]],
    "complete": True,
    "loads": [],
    "counts": [["schedule", 0, 5, 0, [0.3, 2], {}, False, 0]],
}


def write(folder, name, state, lines):
    (folder / f"{name}.json").write_text(state if isinstance(state, str) else json.dumps(state))
    (folder / f"{name}.jsonl").write_text(lines)


def test_a_record_is_read_up_to_a_torn_line(tmp_path):
    text = "".join(json.dumps(line) + "\n" for line in OBJECTS)
    write(tmp_path, "process-1", STATE, text + '{"rates": "schedule", "num')
    (record,) = read_records(tmp_path)
    (schedule,) = record.schedules
    assert list(schedule.rates) == [0.1, 0.1, 0.2, 0.3, 0.3]
    assert [schedule.rates.at(step) for step in (0, 2, 3, 9)] == [0.1, 0.2, 0.3, 0.3]
    assert record.trace == (0, (2, (1,)))


def test_records_are_in_the_order_of_ranks_and_an_unreadable_one_is_left_out(tmp_path):
    text = "".join(json.dumps(line) + "\n" for line in OBJECTS)
    write(tmp_path, "process-1", {**STATE, "rank": 1}, text)
    write(tmp_path, "process-2", STATE, text)
    write(tmp_path, "process-3", "{", text)
    assert [record.rank for record in read_records(tmp_path)] == [0, 1]
