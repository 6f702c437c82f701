"""Waiting for a condition instead of for a time."""
import time


def wait_for(condition, timeout=30.0, what="the condition", every=0.01):
    """Calls `condition` until it returns something true, and returns that; fails after `timeout`
    seconds.
    """
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"timed out after {timeout} s waiting for {what}")
        time.sleep(every)
