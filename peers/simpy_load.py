"""Bare deliveries by SimPy; prints how many in a second.

    python3 simpy_load.py callbacks|processes MESSAGES HOPS SHORTEST_US LONGEST_US
"""

import random
import sys
import time

import simpy

way, *numbers = sys.argv[1:]
messages, hops, shortest, longest = map(int, numbers)
draw = random.Random(1).uniform
environment = simpy.Environment()
delivered = 0


def by_callbacks(left):
    def deliver(_event):
        nonlocal left
        global delivered
        delivered += 1
        left -= 1
        if left:
            environment.timeout(draw(shortest, longest)).callbacks.append(deliver)

    environment.timeout(draw(shortest, longest)).callbacks.append(deliver)


def by_process(left):
    """A message is handed from store to store: its receiver is a process that waits there."""
    global delivered
    for _ in range(left):
        yield environment.timeout(draw(shortest, longest))
        store = simpy.Store(environment)
        yield store.put(left)
        yield store.get()
        delivered += 1


for _ in range(messages):
    if way == "callbacks":
        by_callbacks(hops)
    else:
        environment.process(by_process(hops))

begin = time.perf_counter()
environment.run()
print(delivered / (time.perf_counter() - begin))
assert delivered == messages * hops
