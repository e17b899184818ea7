# SPDX-License-Identifier: MIT
"""python -m tenon and tenon run: scripts run as under Python, with Tenon as their NumPy."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy
import pytest

# Empty where the command line is not part of the build.
TOOL = os.environ.get("TENON_TOOL", str(Path(__file__).parents[2] / "build" / "tenon"))
WAYS = ["module", "tool"] if TOOL else ["module"]


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        file = folder / (name.replace("__in__", "/") + ".py")
        file.parent.mkdir(exist_ok=True)
        file.write_text(textwrap.dedent(text))


def command(way: str) -> list[str]:
    return [TOOL, "run"] if way == "tool" else [sys.executable, "-m", "tenon"]


def environment() -> dict[str, str]:
    # The same Python for both ways.
    return {**os.environ, "VIRTUAL_ENV": sys.prefix}


def run(way: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*command(way), *words],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def output(way: str, folder: Path, *words: str) -> str:
    done = run(way, folder, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


every_way = pytest.mark.parametrize("way", WAYS)


@every_way
def test_that_every_form_of_import_gives_the_script_tenon(way: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        script="""
        import numpy
        import numpy as np
        import numpy.linalg, numpy.fft as fourier
        from numpy import arange, linalg as algebra
        from numpy.lib import recfunctions
        from numpy.linalg import norm
        import importlib
        import tenon

        assert numpy is np is tenon is importlib.import_module("numpy") is __import__("numpy")
        assert type(arange(3)) is tenon.ndarray
        assert norm(arange(3.0)) == 5**0.5 and hasattr(algebra, "solve") and fourier.fft
        def inner():
            import numpy as inside
            return inside
        assert inner() is tenon
        space = {}
        exec("import numpy", space)
        assert space["numpy"] is tenon
        from numpy import *
        assert type(linspace(0, 1, 5)) is tenon.ndarray and sum(arange(4)) == 6
        try:
            import numpy.nothing_of_this_name
        except ModuleNotFoundError as error:
            assert error.name == "numpy.nothing_of_this_name"
        print(np.__version__)
        """,
    )
    assert output(way, tmp_path, "script.py").strip() == numpy.__version__


@every_way
def test_that_modules_beside_the_script_see_tenon_and_packages_do_not(
    way: str, tmp_path: Path
) -> None:
    write(
        tmp_path,
        script="""
        import sys
        import helper, package.inner, scipy.linalg, installed
        print(helper.np.__name__, package.inner.np.__name__, installed.np.__name__)
        print(sys.modules["numpy"].__name__, scipy.linalg.norm(helper.np.arange(3.0)) == 5**0.5)
        """,
        helper="import numpy as np",
        package__in____init__="",
        package__in__inner="import numpy as np",
    )
    installed = tmp_path / "env" / "site-packages"
    installed.mkdir(parents=True)
    (installed / "installed.py").write_text("import numpy as np")
    text = (tmp_path / "script.py").read_text()
    path = f"import sys; sys.path.append({str(installed)!r})\n"
    (tmp_path / "script.py").write_text(path + text)
    assert output(way, tmp_path, "script.py").splitlines() == ["tenon tenon numpy", "numpy True"]


PROTOCOLS = """
import numpy as np

class Image:
    def __init__(self, rows):
        self.rows = rows
    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.rows, dtype=dtype)

class Same(Image):
    pass

for image in (Image([[1, 2], [3, 4]]), Same([[1, 2], [3, 4]])):
    print(np.asarray(image), np.sum(image), np.sort(image), np.stack([image, image]).shape)
    print(np.ones((2, 2)) * image, np.add(image, 1), np.interp(image, [0, 4], [0, 1]))

class Kelvin(np.ndarray):
    def __new__(cls, values):
        return np.asarray(values, dtype=float).view(cls)
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        inputs = [x.view(np.ndarray) if isinstance(x, Kelvin) else x for x in inputs]
        return np.asarray(getattr(ufunc, method)(*inputs, **kwargs)).view(Kelvin)

class Warm(Kelvin):
    pass

warm = Warm([280.0, 290.0])
print(type(warm + 1), (warm + 1).view(np.ndarray), warm.view("u8").dtype, np.max(warm).shape)
print(type(warm.view(type=np.ndarray)) is type(np.array("text")), isinstance(warm, np.ndarray))

FUNCTIONS = {}

def implements(function):
    return lambda mine: FUNCTIONS.setdefault(function, mine)

class Diagonal(np.lib.mixins.NDArrayOperatorsMixin):
    def __init__(self, size, value):
        self.size, self.value = size, value
    def __repr__(self):
        return f"Diagonal({self.size}, {self.value})"
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        if method != "__call__" or ufunc is np.sin:
            return NotImplemented
        name = "product" if ufunc is np.multiply else ufunc.__name__
        values = [x.value if isinstance(x, Diagonal) else x for x in inputs]
        print(name, FUNCTIONS.get(ufunc))
        return Diagonal(self.size, ufunc(*values, **kwargs))
    def __array_function__(self, function, types, args, kwargs):
        if function not in FUNCTIONS:
            return NotImplemented
        return FUNCTIONS[function](*args, **kwargs)

implements(np.sum)(lambda a: a.size * a.value)
implements(np.concatenate)(lambda parts: len(parts))
implements(np.linalg.det)(lambda a: a.value**a.size)
implements(np.add)("table")
d = Diagonal(3, 2.0)
print(np.sum(d), np.concatenate([d, d]), np.linalg.det(d), d * 3, np.add(d, 1), 2 + d, -d)
for wrong in (lambda: np.mean(d), lambda: np.sin(d), lambda: np.add.reduce(d)):
    try:
        print(wrong())
    except TypeError:
        print("TypeError")
"""


@every_way
def test_that_numpys_protocols_work_in_classes_of_a_script(way: str, tmp_path: Path) -> None:
    write(tmp_path, script=PROTOCOLS)
    expected = subprocess.run(
        [sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert output(way, tmp_path, "script.py") == expected


@every_way
def test_that_modules_which_others_load_see_tenon(way: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        test_module="""
        import numpy as np

        def test_that_this_file_sees_tenon():
            assert type(np.arange(3)).__module__ == "tenon"
        """,
        script="""
        import importlib.util
        import runpy

        print(type(runpy.run_path("test_module.py")["np"].ones(1)).__module__)
        spec = importlib.util.spec_from_file_location("plugin", "test_module.py")
        plugin = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(plugin)
        plugin.test_that_this_file_sees_tenon()
        """,
    )
    assert output(way, tmp_path, "script.py") == "tenon\n"
    assert "1 passed" in output(way, tmp_path, "-m", "pytest", "test_module.py")


@every_way
def test_that_a_script_finds_its_name_file_folder_and_arguments_as_under_python(
    way: str, tmp_path: Path
) -> None:
    write(
        tmp_path,
        inside__in__script="""
        import os, pickle, sys
        import beside
        class Thing:
            pass
        assert type(pickle.loads(pickle.dumps(Thing()))) is Thing
        assert sys.modules["__main__"].Thing is Thing
        print(__name__, __file__, __package__, __spec__, sys.argv, sys.path[0], os.getcwd())
        """,
        inside__in__beside="",
    )
    script = os.path.join(".", "inside", "script.py")
    words = [script, "--report", "-m", "x y"]
    plain = subprocess.run(
        [sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert output(way, tmp_path, *words) == plain.stdout


@every_way
def test_that_tracebacks_are_those_of_python(way: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        script="""
        import sys
        def f():
            try:
                import broken
            except ZeroDivisionError as error:
                raise ValueError("mark") from error
        f()
        """,
        broken="""
        import numpy
        1 / 0
        """,
        nothing="import numpy, numpy.nothing",
        syntax="x = = 1",
        hook="""
        import sys
        sys.excepthook = lambda kind, value, trace: print("seen", kind.__name__, trace.tb_lineno)
        1 / 0
        """,
    )
    for name in ("script", "nothing", "syntax", "hook"):
        words = [name + ".py"]
        plain = subprocess.run(
            [sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        ours = run(way, tmp_path, *words)
        assert ours.stderr == plain.stderr
        assert ours.stdout == plain.stdout
        assert ours.returncode == plain.returncode == 1


@every_way
def test_that_the_exit_status_passes_through(way: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        seven="import sys, atexit; atexit.register(print, 'end'); sys.exit(7)",
        text="raise SystemExit('words')",
        killed="import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
    )
    seven = run(way, tmp_path, "seven.py")
    assert (seven.returncode, seven.stdout) == (7, "end\n")
    text = run(way, tmp_path, "text.py")
    assert (text.returncode, text.stderr) == (1, "words\n")
    assert run(way, tmp_path, "killed.py").returncode == -signal.SIGTERM


@every_way
def test_that_ctrl_c_ends_the_script_as_under_python(way: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        script="""
        import atexit, time
        import numpy as np
        atexit.register(print, "end")
        print("started", flush=True)
        time.sleep(60)
        """,
    )
    child = subprocess.Popen(
        [*command(way), "script.py"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "started\n"
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == -signal.SIGINT
    assert out == "end\n"
    assert err.endswith("KeyboardInterrupt\n")
    assert "tenon" not in err


@every_way
def test_that_the_report_counts_what_ran_and_names_fallbacks(way: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        script="""
        import warnings
        warnings.simplefilter("ignore")
        import numpy as np
        a = np.arange(100_000.0)
        b = 2 * a + 1
        np.trim_zeros(a)
        np.trim_zeros(b)
        print(b.sum())
        """,
    )
    done = run(way, tmp_path, "--report", "script.py")
    assert done.stdout == "10000000000.0\n"
    lines = dict(line.split(None, 1) for line in done.stderr.splitlines())
    assert list(lines) == ["statements", "kernels", "bytes", "compiling", "fallbacks"]
    assert int(lines["statements"].split()[0]) >= 3
    assert " MB written" in lines["bytes"]
    assert lines["fallbacks"] == "trim_zeros 2"
    failed = run(way, tmp_path, "--report", "nix.py")
    assert failed.returncode != 0
    assert "nix.py" in failed.stderr


@every_way
def test_that_modules_run_by_their_name(way: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        package__in____init__="",
        package__in____main__="""
        import sys
        import numpy as np
        from . import part
        print(__name__, __package__, np.__name__, part.np.__name__, sys.argv[1:])
        """,
        package__in__part="import numpy as np",
    )
    text = output(way, tmp_path, "-m", "package", "1")
    assert text == "__main__ package tenon tenon ['1']\n"


@every_way
def test_that_wrong_calls_are_told_in_a_line_and_end_with_their_status(
    way: str, tmp_path: Path
) -> None:
    for words, text in (
        ((), "required" if way == "tool" else "no script"),
        (("--nonsense", "x.py"), "--nonsense"),
        (("missing.py",), "missing.py"),
        ((".",), "folder"),
        (("-m", "no_such_module_here"), "no_such_module_here"),
    ):
        done = run(way, tmp_path, *words)
        assert done.returncode in (1, 2), words
        assert done.stderr.startswith("tenon: error: "), words
        assert text in done.stderr, words
        assert "Traceback" not in done.stderr
