# SPDX-License-Identifier: MIT
"""Kernels run without the interpreter's lock, and Ctrl-C is honoured between them."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

import tenon as tn


def test_that_other_threads_run_while_kernels_do() -> None:
    turns = 0
    stop = False

    def count() -> None:
        nonlocal turns
        while not stop:
            turns += 1

    a = tn.linspace(0, 1, 4_000_000)
    b = tn.sin(tn.cos(tn.exp(a)))
    interval = sys.getswitchinterval()
    sys.setswitchinterval(0.05)  # nobody is made to let go of the lock just before the kernels
    thread = threading.Thread(target=count)
    try:
        tn.sync()
        b = tn.sin(b) * tn.exp(b)
        thread.start()
        before = turns
        tn.sync()
        assert turns > before
    finally:
        stop = True
        sys.setswitchinterval(interval)
        thread.join()


def test_that_ctrl_c_ends_a_long_evaluation() -> None:
    program = """
import os, signal, threading, tenon as tn
parts = [tn.linspace(0, 1, 3_000_000 + i) for i in range(30)]
results = [tn.sin(tn.exp(p)) for p in parts]
timer = threading.Timer(0.02, lambda: os.kill(os.getpid(), signal.SIGINT))
timer.start()
try:
    for _ in range(1000):
        results = [tn.cos(tn.sin(p)) for p in parts]
        tn.sync()
except KeyboardInterrupt:
    print("interrupted")
print(tn.ones(3).sum())
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=300, check=False
    )
    assert run.stdout == "interrupted\n3.0\n", run.stderr
    assert run.returncode == 0


def test_that_sigint_has_pythons_handler() -> None:
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
