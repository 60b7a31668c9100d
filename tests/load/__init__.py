"""Many visitors, replicas and faults, on loopback. `python -m tests.load` prints JSON lines."""
