# SPDX-License-Identifier: MIT
# Made by scripts/python_stubs.py. The names are those of NumPy 2.4.
import builtins
from collections.abc import Sequence
from typing import Any, Literal, SupportsIndex, TypeAlias

from numpy.typing import ArrayLike, DTypeLike

from ._core import explain as explain
from ._core import ndarray as ndarray
from ._core import ufunc as ufunc
from ._numbers import ComposedUfunc
from ._progress import progress as progress

__version__: str

from numpy import False_ as False_
from numpy import ScalarType as ScalarType
from numpy import True_ as True_
from numpy import __array_namespace_info__ as __array_namespace_info__
from numpy import bool as bool
from numpy import bool_ as bool_
from numpy import broadcast as broadcast
from numpy import broadcast_shapes as broadcast_shapes
from numpy import busdaycalendar as busdaycalendar
from numpy import byte as byte
from numpy import bytes_ as bytes_
from numpy import cdouble as cdouble
from numpy import char as char
from numpy import character as character
from numpy import clongdouble as clongdouble
from numpy import complex64 as complex64
from numpy import complex128 as complex128
from numpy import complex256 as complex256
from numpy import complexfloating as complexfloating
from numpy import core as core
from numpy import csingle as csingle
from numpy import ctypeslib as ctypeslib
from numpy import datetime64 as datetime64
from numpy import double as double
from numpy import dtype as dtype
from numpy import dtypes as dtypes
from numpy import e as e
from numpy import emath as emath
from numpy import errstate as errstate
from numpy import euler_gamma as euler_gamma
from numpy import exceptions as exceptions
from numpy import f2py as f2py
from numpy import finfo as finfo
from numpy import flatiter as flatiter
from numpy import flexible as flexible
from numpy import float16 as float16
from numpy import float32 as float32
from numpy import float64 as float64
from numpy import float128 as float128
from numpy import floating as floating
from numpy import generic as generic
from numpy import half as half
from numpy import iinfo as iinfo
from numpy import index_exp as index_exp
from numpy import inexact as inexact
from numpy import inf as inf
from numpy import int8 as int8
from numpy import int16 as int16
from numpy import int32 as int32
from numpy import int64 as int64
from numpy import int_ as int_
from numpy import intc as intc
from numpy import integer as integer
from numpy import intp as intp
from numpy import lib as lib
from numpy import little_endian as little_endian
from numpy import long as long
from numpy import longdouble as longdouble
from numpy import longlong as longlong
from numpy import ma as ma
from numpy import matrix as matrix
from numpy import memmap as memmap
from numpy import nan as nan
from numpy import ndenumerate as ndenumerate
from numpy import ndindex as ndindex
from numpy import nditer as nditer
from numpy import newaxis as newaxis
from numpy import number as number
from numpy import object_ as object_
from numpy import pi as pi
from numpy import poly1d as poly1d
from numpy import polynomial as polynomial
from numpy import rec as rec
from numpy import recarray as recarray
from numpy import record as record
from numpy import s_ as s_
from numpy import sctypeDict as sctypeDict
from numpy import short as short
from numpy import signedinteger as signedinteger
from numpy import single as single
from numpy import str_ as str_
from numpy import strings as strings
from numpy import test as test
from numpy import timedelta64 as timedelta64
from numpy import typecodes as typecodes
from numpy import typing as typing
from numpy import ubyte as ubyte
from numpy import uint as uint
from numpy import uint8 as uint8
from numpy import uint16 as uint16
from numpy import uint32 as uint32
from numpy import uint64 as uint64
from numpy import uintc as uintc
from numpy import uintp as uintp
from numpy import ulong as ulong
from numpy import ulonglong as ulonglong
from numpy import unsignedinteger as unsignedinteger
from numpy import ushort as ushort
from numpy import vectorize as vectorize
from numpy import void as void

from . import fft as fft
from . import linalg as linalg
from . import random as random
from . import testing as testing
from ._fallback import FallbackWarning as FallbackWarning

_Axis: TypeAlias = SupportsIndex | Sequence[SupportsIndex] | None
_Shape: TypeAlias = SupportsIndex | Sequence[SupportsIndex]
_Order: TypeAlias = Literal["C", "F", "A", "K"] | None

abs: ufunc
absolute: ufunc
acos: ufunc
acosh: ufunc
add: ufunc

def all(
    a: ArrayLike,
    axis: _Axis = ...,
    out: Any = ...,
    keepdims: builtins.bool = ...,
    *,
    where: ArrayLike = ...,
) -> Any: ...
def allclose(
    a: ArrayLike, b: ArrayLike, rtol: Any = ..., atol: Any = ..., equal_nan: Any = ...
) -> builtins.bool: ...
def amax(
    a: ArrayLike,
    axis: _Axis = ...,
    out: Any = ...,
    keepdims: builtins.bool = ...,
    initial: Any = ...,
    where: ArrayLike = ...,
) -> Any: ...
def amin(
    a: ArrayLike,
    axis: _Axis = ...,
    out: Any = ...,
    keepdims: builtins.bool = ...,
    initial: Any = ...,
    where: ArrayLike = ...,
) -> Any: ...
def angle(z: Any, deg: Any = ...) -> Any: ...
def any(
    a: ArrayLike,
    axis: _Axis = ...,
    out: Any = ...,
    keepdims: builtins.bool = ...,
    *,
    where: ArrayLike = ...,
) -> Any: ...
def append(arr: ArrayLike, values: ArrayLike, axis: _Axis = ...) -> ndarray: ...
def apply_along_axis(
    func1d: Any, axis: _Axis, arr: ArrayLike, *args: Any, **kwargs: Any
) -> Any: ...
def apply_over_axes(func: Any, a: ArrayLike, axes: Any) -> Any: ...
def arange(
    start: ArrayLike,
    stop: ArrayLike | None = ...,
    step: Any = ...,
    dtype: DTypeLike | None = ...,
    *,
    device: str | None = ...,
    like: Any = ...,
) -> ndarray: ...

arccos: ufunc
arccosh: ufunc
arcsin: ufunc
arcsinh: ufunc
arctan: ufunc
arctan2: ufunc
arctanh: ufunc

def argmax(
    a: ArrayLike, axis: _Axis = ..., out: Any = ..., *, keepdims: builtins.bool = ...
) -> Any: ...
def argmin(
    a: ArrayLike, axis: _Axis = ..., out: Any = ..., *, keepdims: builtins.bool = ...
) -> Any: ...
def argpartition(
    a: ArrayLike, kth: Any, axis: _Axis = ..., kind: Any = ..., order: _Order = ...
) -> Any: ...
def argsort(
    a: ArrayLike,
    axis: _Axis = ...,
    kind: Any = ...,
    order: _Order = ...,
    *,
    stable: Any = ...,
    descending: Any = ...,
) -> ndarray: ...
def argwhere(a: ArrayLike) -> ndarray: ...
def around(a: ArrayLike, decimals: Any = ..., out: Any = ...) -> Any: ...
def array(
    object: Any,
    dtype: DTypeLike | None = ...,
    *,
    copy: builtins.bool | None = ...,
    order: _Order = ...,
    subok: builtins.bool = ...,
    ndmin: Any = ...,
    like: Any = ...,
) -> ndarray: ...
def array2string(
    a: ArrayLike,
    max_line_width: Any = ...,
    precision: Any = ...,
    suppress_small: Any = ...,
    separator: Any = ...,
    prefix: Any = ...,
    *,
    formatter: Any = ...,
    threshold: Any = ...,
    edgeitems: Any = ...,
    sign: Any = ...,
    floatmode: Any = ...,
    suffix: Any = ...,
    legacy: Any = ...,
) -> Any: ...
def array_equal(a1: ArrayLike, a2: ArrayLike, equal_nan: Any = ...) -> builtins.bool: ...
def array_equiv(a1: ArrayLike, a2: ArrayLike) -> builtins.bool: ...
def array_repr(
    arr: ArrayLike, max_line_width: Any = ..., precision: Any = ..., suppress_small: Any = ...
) -> Any: ...
def array_split(ary: Any, indices_or_sections: Any, axis: _Axis = ...) -> list[ndarray]: ...
def array_str(
    a: ArrayLike, max_line_width: Any = ..., precision: Any = ..., suppress_small: Any = ...
) -> Any: ...
def asanyarray(
    a: ArrayLike,
    dtype: DTypeLike | None = ...,
    order: _Order = ...,
    *,
    device: str | None = ...,
    copy: builtins.bool | None = ...,
    like: Any = ...,
) -> Any: ...
def asarray(
    a: ArrayLike,
    dtype: DTypeLike | None = ...,
    order: _Order = ...,
    *,
    device: str | None = ...,
    copy: builtins.bool | None = ...,
    like: Any = ...,
) -> ndarray: ...
def asarray_chkfinite(a: ArrayLike, dtype: DTypeLike | None = ..., order: _Order = ...) -> Any: ...
def ascontiguousarray(
    a: ArrayLike, dtype: DTypeLike | None = ..., *, like: Any = ...
) -> ndarray: ...
def asfortranarray(a: ArrayLike, dtype: DTypeLike | None = ..., *, like: Any = ...) -> Any: ...

asin: ufunc
asinh: ufunc

def asmatrix(data: Any, dtype: DTypeLike | None = ...) -> Any: ...
def astype(
    x: ArrayLike,
    dtype: DTypeLike | None,
    /,
    *,
    copy: builtins.bool | None = ...,
    device: str | None = ...,
) -> ndarray: ...

atan: ufunc
atan2: ufunc
atanh: ufunc

def atleast_1d(*arys: Any) -> Any: ...
def atleast_2d(*arys: Any) -> Any: ...
def atleast_3d(*arys: Any) -> Any: ...
def average(
    a: ArrayLike,
    axis: _Axis = ...,
    weights: Any = ...,
    returned: Any = ...,
    *,
    keepdims: builtins.bool = ...,
) -> Any: ...
def bartlett(M: Any) -> Any: ...
def base_repr(number: Any, base: Any = ..., padding: Any = ...) -> Any: ...
def binary_repr(num: Any, width: Any = ...) -> Any: ...
def bincount(x: ArrayLike, /, weights: Any = ..., minlength: Any = ...) -> Any: ...

bitwise_and: ufunc
bitwise_count: ufunc
bitwise_invert: ufunc
bitwise_left_shift: ufunc
bitwise_not: ufunc
bitwise_or: ufunc
bitwise_right_shift: ufunc
bitwise_xor: ufunc

def blackman(M: Any) -> Any: ...
def block(arrays: Sequence[ArrayLike]) -> ndarray: ...
def bmat(obj: ArrayLike, ldict: Any = ..., gdict: Any = ...) -> Any: ...
def broadcast_arrays(*args: Any, subok: builtins.bool = ...) -> tuple[ndarray, ...]: ...
def broadcast_to(array: ArrayLike, shape: _Shape, subok: builtins.bool = ...) -> ndarray: ...
def busday_count(
    begindates: Any,
    enddates: Any,
    weekmask: Any = ...,
    holidays: Any = ...,
    busdaycal: Any = ...,
    out: Any = ...,
) -> Any: ...
def busday_offset(
    dates: Any,
    offsets: Any,
    roll: Any = ...,
    weekmask: Any = ...,
    holidays: Any = ...,
    busdaycal: Any = ...,
    out: Any = ...,
) -> Any: ...

c_: Any

def can_cast(from_: Any, to: Any, casting: str = ...) -> builtins.bool: ...

cbrt: ufunc
ceil: ufunc

def choose(a: ArrayLike, choices: Any, out: Any = ..., mode: Any = ...) -> ndarray: ...
def clip(
    a: ArrayLike,
    a_min: Any = ...,
    a_max: Any = ...,
    out: Any = ...,
    *,
    min: Any = ...,
    max: Any = ...,
    **kwargs: Any,
) -> Any: ...
def column_stack(tup: Sequence[ArrayLike]) -> ndarray: ...
def common_type(*arrays: Sequence[ArrayLike]) -> Any: ...
def compress(condition: ArrayLike, a: ArrayLike, axis: _Axis = ..., out: Any = ...) -> ndarray: ...
def concat(
    arrays: Sequence[ArrayLike],
    /,
    axis: _Axis = ...,
    out: Any = ...,
    *,
    dtype: DTypeLike | None = ...,
    casting: str = ...,
) -> ndarray: ...
def concatenate(
    arrays: Sequence[ArrayLike],
    /,
    axis: _Axis = ...,
    out: Any = ...,
    *,
    dtype: DTypeLike | None = ...,
    casting: str = ...,
) -> ndarray: ...

conj: ufunc
conjugate: ufunc

def convolve(a: ArrayLike, v: ArrayLike, mode: Any = ...) -> Any: ...
def copy(a: ArrayLike, order: _Order = ..., subok: builtins.bool = ...) -> ndarray: ...

copysign: ufunc

def copyto(dst: Any, src: Any, casting: str = ..., where: ArrayLike = ...) -> None: ...
def corrcoef(
    x: ArrayLike, y: ArrayLike | None = ..., rowvar: Any = ..., *, dtype: DTypeLike | None = ...
) -> Any: ...
def correlate(a: ArrayLike, v: ArrayLike, mode: Any = ...) -> Any: ...

cos: ufunc
cosh: ufunc

def count_nonzero(a: ArrayLike, axis: _Axis = ..., *, keepdims: builtins.bool = ...) -> Any: ...
def cov(
    m: ArrayLike,
    y: ArrayLike | None = ...,
    rowvar: Any = ...,
    bias: Any = ...,
    ddof: Any = ...,
    fweights: Any = ...,
    aweights: Any = ...,
    *,
    dtype: DTypeLike | None = ...,
) -> Any: ...
def coverage() -> Any: ...
def cross(
    a: ArrayLike,
    b: ArrayLike,
    axisa: Any = ...,
    axisb: Any = ...,
    axisc: Any = ...,
    axis: _Axis = ...,
) -> ndarray: ...
def cumprod(
    a: ArrayLike, axis: _Axis = ..., dtype: DTypeLike | None = ..., out: Any = ...
) -> ndarray: ...
def cumsum(
    a: ArrayLike, axis: _Axis = ..., dtype: DTypeLike | None = ..., out: Any = ...
) -> ndarray: ...
def cumulative_prod(
    x: ArrayLike,
    /,
    *,
    axis: _Axis = ...,
    dtype: DTypeLike | None = ...,
    out: Any = ...,
    include_initial: Any = ...,
) -> ndarray: ...
def cumulative_sum(
    x: ArrayLike,
    /,
    *,
    axis: _Axis = ...,
    dtype: DTypeLike | None = ...,
    out: Any = ...,
    include_initial: Any = ...,
) -> ndarray: ...
def datetime_as_string(
    arr: ArrayLike, unit: Any = ..., timezone: Any = ..., casting: str = ...
) -> Any: ...
def datetime_data(dtype: DTypeLike | None, /) -> Any: ...

deg2rad: ComposedUfunc
degrees: ufunc

def delete(arr: ArrayLike, obj: ArrayLike, axis: _Axis = ...) -> ndarray: ...
def diag(v: ArrayLike, k: Any = ...) -> ndarray: ...
def diag_indices(n: Any, ndim: Any = ...) -> Any: ...
def diag_indices_from(arr: ArrayLike) -> Any: ...
def diagflat(v: ArrayLike, k: Any = ...) -> ndarray: ...
def diagonal(a: ArrayLike, offset: Any = ..., axis1: Any = ..., axis2: Any = ...) -> ndarray: ...
def diff(
    a: ArrayLike, n: Any = ..., axis: _Axis = ..., prepend: Any = ..., append: Any = ...
) -> ndarray: ...
def digitize(x: ArrayLike, bins: Any, right: Any = ...) -> Any: ...

divide: ufunc
divmod: ComposedUfunc

def dot(a: ArrayLike, b: ArrayLike, out: Any = ...) -> Any: ...
def dsplit(ary: Any, indices_or_sections: Any) -> list[ndarray]: ...
def dstack(tup: Sequence[ArrayLike]) -> ndarray: ...
def ediff1d(ary: Any, to_end: Any = ..., to_begin: Any = ...) -> ndarray: ...
def einsum(*operands: Any, out: Any = ..., optimize: Any = ..., **kwargs: Any) -> Any: ...
def einsum_path(*operands: Any, optimize: Any = ..., einsum_call: Any = ...) -> Any: ...
def empty(
    shape: _Shape,
    dtype: DTypeLike | None = ...,
    order: _Order = ...,
    *,
    device: str | None = ...,
    like: Any = ...,
) -> ndarray: ...
def empty_like(
    prototype: ArrayLike,
    dtype: DTypeLike | None = ...,
    order: _Order = ...,
    subok: builtins.bool = ...,
    shape: _Shape | None = ...,
    *,
    device: str | None = ...,
) -> ndarray: ...

equal: ufunc

def evaluate(
    ex: Any,
    local_dict: Any = ...,
    global_dict: Any = ...,
    out: Any = ...,
    order: _Order = ...,
    casting: str = ...,
    sanitize: Any = ...,
    _frame_depth: Any = ...,
    disable_cache: Any = ...,
    **kwargs: Any,
) -> Any: ...

exp: ufunc
exp2: ufunc

def expand_dims(a: ArrayLike, axis: _Axis = ...) -> ndarray: ...

expm1: ufunc

def extract(condition: ArrayLike, arr: ArrayLike) -> ndarray: ...
def eye(
    N: Any,
    M: Any = ...,
    k: Any = ...,
    dtype: DTypeLike | None = ...,
    order: _Order = ...,
    *,
    device: str | None = ...,
    like: Any = ...,
) -> ndarray: ...

fabs: ufunc

def fill_diagonal(a: ArrayLike, val: Any, wrap: Any = ...) -> None: ...
def fix(x: ArrayLike, out: Any = ...) -> Any: ...
def flatnonzero(a: ArrayLike) -> ndarray: ...
def flip(m: ArrayLike, axis: _Axis = ...) -> ndarray: ...
def fliplr(m: ArrayLike) -> ndarray: ...
def flipud(m: ArrayLike) -> ndarray: ...

float_power: ufunc
floor: ufunc
floor_divide: ufunc
fmax: ufunc
fmin: ufunc
fmod: ufunc

def format_float_positional(
    x: ArrayLike,
    precision: Any = ...,
    unique: Any = ...,
    fractional: Any = ...,
    trim: Any = ...,
    sign: Any = ...,
    pad_left: Any = ...,
    pad_right: Any = ...,
    min_digits: Any = ...,
) -> Any: ...
def format_float_scientific(
    x: ArrayLike,
    precision: Any = ...,
    unique: Any = ...,
    trim: Any = ...,
    sign: Any = ...,
    pad_left: Any = ...,
    exp_digits: Any = ...,
    min_digits: Any = ...,
) -> Any: ...

frexp: ComposedUfunc

def from_dlpack(
    x: ArrayLike, /, *, device: str | None = ..., copy: builtins.bool | None = ...
) -> ndarray: ...
def frombuffer(
    buffer: Any,
    dtype: DTypeLike | None = ...,
    count: Any = ...,
    offset: Any = ...,
    *,
    like: Any = ...,
) -> ndarray: ...
def fromfile(
    file: Any,
    dtype: DTypeLike | None = ...,
    count: Any = ...,
    sep: Any = ...,
    offset: Any = ...,
    *,
    like: Any = ...,
) -> ndarray: ...
def fromfunction(
    function: Any, shape: _Shape, *, dtype: DTypeLike | None = ..., like: Any = ..., **kw: Any
) -> ndarray: ...
def fromiter(
    iter: Any, dtype: DTypeLike | None, count: Any = ..., *, like: Any = ...
) -> ndarray: ...
def frompyfunc(func: Any, /, nin: Any, nout: Any, **kwargs: Any) -> Any: ...
def fromregex(file: Any, regexp: Any, dtype: DTypeLike | None, encoding: Any = ...) -> Any: ...
def fromstring(*args: Any, **kwargs: Any) -> ndarray: ...
def full(
    shape: _Shape,
    fill_value: ArrayLike,
    dtype: DTypeLike | None = ...,
    order: _Order = ...,
    *,
    device: str | None = ...,
    like: Any = ...,
) -> ndarray: ...
def full_like(
    a: ArrayLike,
    fill_value: ArrayLike,
    dtype: DTypeLike | None = ...,
    order: _Order = ...,
    subok: builtins.bool = ...,
    shape: _Shape | None = ...,
    *,
    device: str | None = ...,
) -> ndarray: ...

gcd: ufunc

def genfromtxt(
    fname: Any,
    dtype: DTypeLike | None = ...,
    comments: Any = ...,
    delimiter: Any = ...,
    skip_header: Any = ...,
    skip_footer: Any = ...,
    converters: Any = ...,
    missing_values: Any = ...,
    filling_values: Any = ...,
    usecols: Any = ...,
    names: Any = ...,
    excludelist: Any = ...,
    deletechars: Any = ...,
    replace_space: Any = ...,
    autostrip: Any = ...,
    case_sensitive: Any = ...,
    defaultfmt: Any = ...,
    unpack: Any = ...,
    usemask: Any = ...,
    loose: Any = ...,
    invalid_raise: Any = ...,
    max_rows: Any = ...,
    encoding: Any = ...,
    *,
    ndmin: Any = ...,
    like: Any = ...,
) -> Any: ...
def geomspace(
    start: ArrayLike,
    stop: ArrayLike,
    num: Any = ...,
    endpoint: Any = ...,
    dtype: DTypeLike | None = ...,
    axis: _Axis = ...,
) -> ndarray: ...
def get_include() -> Any: ...
def get_printoptions() -> Any: ...
def getbufsize() -> Any: ...
def geterr() -> Any: ...
def geterrcall() -> Any: ...
def gradient(f: Any, *varargs: Any, axis: _Axis = ..., edge_order: Any = ...) -> Any: ...

greater: ufunc
greater_equal: ufunc

def hamming(M: Any) -> Any: ...
def hanning(M: Any) -> Any: ...

heaviside: ufunc

def histogram(
    a: ArrayLike, bins: Any = ..., range: Any = ..., density: Any = ..., weights: Any = ...
) -> Any: ...
def histogram2d(
    x: ArrayLike,
    y: ArrayLike,
    bins: Any = ...,
    range: Any = ...,
    density: Any = ...,
    weights: Any = ...,
) -> Any: ...
def histogram_bin_edges(
    a: ArrayLike, bins: Any = ..., range: Any = ..., weights: Any = ...
) -> Any: ...
def histogramdd(
    sample: Any, bins: Any = ..., range: Any = ..., density: Any = ..., weights: Any = ...
) -> Any: ...
def hsplit(ary: Any, indices_or_sections: Any) -> list[ndarray]: ...
def hstack(
    tup: Sequence[ArrayLike], *, dtype: DTypeLike | None = ..., casting: str = ...
) -> ndarray: ...

hypot: ufunc

def i0(x: ArrayLike) -> Any: ...
def identity(n: Any, dtype: DTypeLike | None = ..., *, like: Any = ...) -> ndarray: ...
def imag(val: Any) -> Any: ...
def indices(dimensions: Any, dtype: DTypeLike | None = ..., sparse: Any = ...) -> Any: ...
def info(object: Any = ..., maxwidth: Any = ..., output: Any = ..., toplevel: Any = ...) -> Any: ...
def inner(a: ArrayLike, b: ArrayLike, out: Any = ...) -> Any: ...
def insert(arr: ArrayLike, obj: ArrayLike, values: ArrayLike, axis: _Axis = ...) -> ndarray: ...
def interp(
    x: ArrayLike, xp: Any, fp: Any, left: Any = ..., right: Any = ..., period: Any = ...
) -> Any: ...
def intersect1d(
    ar1: ArrayLike, ar2: ArrayLike, assume_unique: Any = ..., return_indices: Any = ...
) -> ndarray: ...

invert: ufunc

def is_busday(
    dates: Any, weekmask: Any = ..., holidays: Any = ..., busdaycal: Any = ..., out: Any = ...
) -> Any: ...
def isclose(
    a: ArrayLike, b: ArrayLike, rtol: Any = ..., atol: Any = ..., equal_nan: Any = ...
) -> Any: ...
def iscomplex(x: ArrayLike) -> Any: ...
def iscomplexobj(x: ArrayLike) -> builtins.bool: ...
def isdtype(dtype: DTypeLike | None, kind: Any) -> Any: ...

isfinite: ufunc

def isfortran(a: ArrayLike) -> Any: ...
def isin(
    element: Any,
    test_elements: Any,
    assume_unique: Any = ...,
    invert: Any = ...,
    *,
    kind: Any = ...,
) -> ndarray: ...

isinf: ufunc
isnan: ufunc

def isnat(
    x: ArrayLike,
    /,
    out: Any = ...,
    *,
    where: ArrayLike = ...,
    casting: str = ...,
    order: _Order = ...,
    dtype: DTypeLike | None = ...,
    subok: builtins.bool = ...,
    signature: Any = ...,
) -> Any: ...
def isneginf(x: ArrayLike, out: Any = ...) -> Any: ...
def isposinf(x: ArrayLike, out: Any = ...) -> Any: ...
def isreal(x: ArrayLike) -> Any: ...
def isrealobj(x: ArrayLike) -> builtins.bool: ...
def isscalar(element: Any) -> builtins.bool: ...
def issubdtype(arg1: Any, arg2: Any) -> builtins.bool: ...
def iterable(y: ArrayLike) -> builtins.bool: ...
def ix_(*args: Any) -> tuple[ndarray, ...]: ...
def kaiser(M: Any, beta: Any) -> Any: ...
def kron(a: ArrayLike, b: ArrayLike) -> ndarray: ...

lcm: ufunc
ldexp: ufunc
left_shift: ufunc
less: ufunc
less_equal: ufunc

def lexsort(keys: Any, axis: _Axis = ...) -> Any: ...
def linspace(
    start: ArrayLike,
    stop: ArrayLike,
    num: Any = ...,
    endpoint: Any = ...,
    retstep: Any = ...,
    dtype: DTypeLike | None = ...,
    axis: _Axis = ...,
    *,
    device: str | None = ...,
) -> Any: ...
def load(
    file: Any,
    mmap_mode: Any = ...,
    allow_pickle: Any = ...,
    fix_imports: Any = ...,
    encoding: Any = ...,
    *,
    max_header_size: Any = ...,
) -> Any: ...
def loadtxt(
    fname: Any,
    dtype: DTypeLike | None = ...,
    comments: Any = ...,
    delimiter: Any = ...,
    converters: Any = ...,
    skiprows: Any = ...,
    usecols: Any = ...,
    unpack: Any = ...,
    ndmin: Any = ...,
    encoding: Any = ...,
    max_rows: Any = ...,
    *,
    quotechar: Any = ...,
    like: Any = ...,
) -> ndarray: ...

log: ufunc
log10: ufunc
log1p: ufunc
log2: ufunc
logaddexp: ufunc
logaddexp2: ufunc
logical_and: ufunc
logical_not: ufunc
logical_or: ufunc
logical_xor: ufunc

def logspace(
    start: ArrayLike,
    stop: ArrayLike,
    num: Any = ...,
    endpoint: Any = ...,
    base: Any = ...,
    dtype: DTypeLike | None = ...,
    axis: _Axis = ...,
) -> ndarray: ...
def loop(n: Any, body: Any, state: Any) -> Any: ...
def loop_while(condition: ArrayLike, body: Any, state: Any) -> Any: ...
def mask_indices(n: Any, mask_func: Any, k: Any = ...) -> Any: ...
def matmul(
    x1: ArrayLike,
    x2: ArrayLike,
    /,
    out: Any = ...,
    *,
    axes: Any = ...,
    axis: _Axis = ...,
    keepdims: builtins.bool = ...,
    casting: str = ...,
    order: _Order = ...,
    dtype: DTypeLike | None = ...,
    subok: builtins.bool = ...,
    signature: Any = ...,
) -> Any: ...
def matrix_transpose(x: ArrayLike, /) -> ndarray: ...
def matvec(
    x1: ArrayLike,
    x2: ArrayLike,
    /,
    out: Any = ...,
    *,
    axes: Any = ...,
    axis: _Axis = ...,
    keepdims: builtins.bool = ...,
    casting: str = ...,
    order: _Order = ...,
    dtype: DTypeLike | None = ...,
    subok: builtins.bool = ...,
    signature: Any = ...,
) -> Any: ...
def max(
    a: ArrayLike,
    axis: _Axis = ...,
    out: Any = ...,
    keepdims: builtins.bool = ...,
    initial: Any = ...,
    where: ArrayLike = ...,
) -> Any: ...

maximum: ufunc

def may_share_memory(a: ArrayLike, b: ArrayLike, max_work: Any = ...) -> builtins.bool: ...
def mean(
    a: ArrayLike,
    axis: _Axis = ...,
    dtype: DTypeLike | None = ...,
    out: Any = ...,
    keepdims: builtins.bool = ...,
    *,
    where: ArrayLike = ...,
) -> Any: ...
def median(
    a: ArrayLike,
    axis: _Axis = ...,
    out: Any = ...,
    overwrite_input: Any = ...,
    keepdims: builtins.bool = ...,
) -> Any: ...
def meshgrid(
    *xi: ArrayLike, copy: builtins.bool | None = ..., sparse: Any = ..., indexing: Any = ...
) -> tuple[ndarray, ...]: ...

mgrid: Any

def min(
    a: ArrayLike,
    axis: _Axis = ...,
    out: Any = ...,
    keepdims: builtins.bool = ...,
    initial: Any = ...,
    where: ArrayLike = ...,
) -> Any: ...
def min_scalar_type(a: ArrayLike, /) -> Any: ...

minimum: ufunc

def mintypecode(typechars: Any, typeset: Any = ..., default: Any = ...) -> Any: ...

mod: ufunc
modf: ComposedUfunc

def moveaxis(a: ArrayLike, source: Any, destination: Any) -> ndarray: ...

multiply: ufunc

def nan_to_num(
    x: ArrayLike,
    copy: builtins.bool | None = ...,
    nan: Any = ...,
    posinf: Any = ...,
    neginf: Any = ...,
) -> Any: ...
def nanargmax(
    a: ArrayLike, axis: _Axis = ..., out: Any = ..., *, keepdims: builtins.bool = ...
) -> Any: ...
def nanargmin(
    a: ArrayLike, axis: _Axis = ..., out: Any = ..., *, keepdims: builtins.bool = ...
) -> Any: ...
def nancumprod(
    a: ArrayLike, axis: _Axis = ..., dtype: DTypeLike | None = ..., out: Any = ...
) -> ndarray: ...
def nancumsum(
    a: ArrayLike, axis: _Axis = ..., dtype: DTypeLike | None = ..., out: Any = ...
) -> ndarray: ...
def nanmax(
    a: ArrayLike,
    axis: _Axis = ...,
    out: Any = ...,
    keepdims: builtins.bool = ...,
    initial: Any = ...,
    where: ArrayLike = ...,
) -> Any: ...
def nanmean(
    a: ArrayLike,
    axis: _Axis = ...,
    dtype: DTypeLike | None = ...,
    out: Any = ...,
    keepdims: builtins.bool = ...,
    *,
    where: ArrayLike = ...,
) -> Any: ...
def nanmedian(
    a: ArrayLike,
    axis: _Axis = ...,
    out: Any = ...,
    overwrite_input: Any = ...,
    keepdims: builtins.bool = ...,
) -> Any: ...
def nanmin(
    a: ArrayLike,
    axis: _Axis = ...,
    out: Any = ...,
    keepdims: builtins.bool = ...,
    initial: Any = ...,
    where: ArrayLike = ...,
) -> Any: ...
def nanpercentile(
    a: ArrayLike,
    q: ArrayLike,
    axis: _Axis = ...,
    out: Any = ...,
    overwrite_input: Any = ...,
    method: Any = ...,
    keepdims: builtins.bool = ...,
    *,
    weights: Any = ...,
) -> Any: ...
def nanprod(
    a: ArrayLike,
    axis: _Axis = ...,
    dtype: DTypeLike | None = ...,
    out: Any = ...,
    keepdims: builtins.bool = ...,
    initial: Any = ...,
    where: ArrayLike = ...,
) -> Any: ...
def nanquantile(
    a: ArrayLike,
    q: ArrayLike,
    axis: _Axis = ...,
    out: Any = ...,
    overwrite_input: Any = ...,
    method: Any = ...,
    keepdims: builtins.bool = ...,
    *,
    weights: Any = ...,
) -> Any: ...
def nanstd(
    a: ArrayLike,
    axis: _Axis = ...,
    dtype: DTypeLike | None = ...,
    out: Any = ...,
    ddof: Any = ...,
    keepdims: builtins.bool = ...,
    *,
    where: ArrayLike = ...,
    mean: Any = ...,
    correction: Any = ...,
) -> Any: ...
def nansum(
    a: ArrayLike,
    axis: _Axis = ...,
    dtype: DTypeLike | None = ...,
    out: Any = ...,
    keepdims: builtins.bool = ...,
    initial: Any = ...,
    where: ArrayLike = ...,
) -> Any: ...
def nanvar(
    a: ArrayLike,
    axis: _Axis = ...,
    dtype: DTypeLike | None = ...,
    out: Any = ...,
    ddof: Any = ...,
    keepdims: builtins.bool = ...,
    *,
    where: ArrayLike = ...,
    mean: Any = ...,
    correction: Any = ...,
) -> Any: ...
def ndim(a: ArrayLike) -> int: ...

negative: ufunc

def nested_iters(
    op: Any,
    axes: Any,
    flags: Any = ...,
    op_flags: Any = ...,
    op_dtypes: Any = ...,
    order: _Order = ...,
    casting: str = ...,
    buffersize: Any = ...,
) -> Any: ...

nextafter: ufunc

def nonzero(a: ArrayLike) -> tuple[ndarray, ...]: ...

not_equal: ufunc
ogrid: Any

def ones(
    shape: _Shape,
    dtype: DTypeLike | None = ...,
    order: _Order = ...,
    *,
    device: str | None = ...,
    like: Any = ...,
) -> ndarray: ...
def ones_like(
    a: ArrayLike,
    dtype: DTypeLike | None = ...,
    order: _Order = ...,
    subok: builtins.bool = ...,
    shape: _Shape | None = ...,
    *,
    device: str | None = ...,
) -> ndarray: ...
def outer(a: ArrayLike, b: ArrayLike, out: Any = ...) -> ndarray: ...
def packbits(a: ArrayLike, /, axis: _Axis = ..., bitorder: Any = ...) -> Any: ...
def pad(array: ArrayLike, pad_width: Any, mode: Any = ..., **kwargs: Any) -> ndarray: ...
def partition(
    a: ArrayLike, kth: Any, axis: _Axis = ..., kind: Any = ..., order: _Order = ...
) -> Any: ...
def percentile(
    a: ArrayLike,
    q: ArrayLike,
    axis: _Axis = ...,
    out: Any = ...,
    overwrite_input: Any = ...,
    method: Any = ...,
    keepdims: builtins.bool = ...,
    *,
    weights: Any = ...,
) -> Any: ...
def permute_dims(a: ArrayLike, /, axes: Any = ...) -> ndarray: ...
def piecewise(
    x: ArrayLike, condlist: Sequence[ArrayLike], funclist: Any, *args: Any, **kw: Any
) -> Any: ...
def place(arr: ArrayLike, mask: ArrayLike, vals: Any) -> None: ...
def poly(seq_of_zeros: Any) -> Any: ...
def polyadd(a1: ArrayLike, a2: ArrayLike) -> Any: ...
def polyder(p: ArrayLike, m: ArrayLike = ...) -> Any: ...
def polydiv(u: Any, v: ArrayLike) -> Any: ...
def polyfit(
    x: ArrayLike,
    y: ArrayLike,
    deg: Any,
    rcond: Any = ...,
    full: Any = ...,
    w: Any = ...,
    cov: Any = ...,
) -> Any: ...
def polyint(p: ArrayLike, m: ArrayLike = ..., k: Any = ...) -> Any: ...
def polymul(a1: ArrayLike, a2: ArrayLike) -> Any: ...
def polysub(a1: ArrayLike, a2: ArrayLike) -> Any: ...
def polyval(p: ArrayLike, x: ArrayLike) -> Any: ...

positive: ufunc
pow: ufunc
power: ufunc

def printoptions(*args: Any, **kwargs: Any) -> Any: ...
def prod(
    a: ArrayLike,
    axis: _Axis = ...,
    dtype: DTypeLike | None = ...,
    out: Any = ...,
    keepdims: builtins.bool = ...,
    initial: Any = ...,
    where: ArrayLike = ...,
) -> Any: ...
def promote_types(type1: Any, type2: Any, /) -> Any: ...
def ptp(a: ArrayLike, axis: _Axis = ..., out: Any = ..., keepdims: builtins.bool = ...) -> Any: ...
def put(a: ArrayLike, ind: Any, v: ArrayLike, mode: Any = ...) -> None: ...
def put_along_axis(arr: ArrayLike, indices: ArrayLike, values: ArrayLike, axis: _Axis) -> None: ...
def putmask(a: ArrayLike, /, mask: ArrayLike, values: ArrayLike) -> None: ...
def quantile(
    a: ArrayLike,
    q: ArrayLike,
    axis: _Axis = ...,
    out: Any = ...,
    overwrite_input: Any = ...,
    method: Any = ...,
    keepdims: builtins.bool = ...,
    *,
    weights: Any = ...,
) -> Any: ...

r_: Any
rad2deg: ComposedUfunc
radians: ufunc

def ravel(a: ArrayLike, order: _Order = ...) -> ndarray: ...
def ravel_multi_index(multi_index: Any, dims: Any, mode: Any = ..., order: _Order = ...) -> Any: ...
def re_evaluate(local_dict: Any = ..., global_dict: Any = ..., _frame_depth: Any = ...) -> Any: ...
def real(val: Any) -> Any: ...
def real_if_close(a: ArrayLike, tol: Any = ...) -> Any: ...

reciprocal: ufunc
remainder: ufunc

def repeat(a: ArrayLike, repeats: Any, axis: _Axis = ...) -> ndarray: ...
def require(
    a: ArrayLike, dtype: DTypeLike | None = ..., requirements: Any = ..., *, like: Any = ...
) -> Any: ...
def reshape(
    a: ArrayLike, /, shape: _Shape, order: _Order = ..., *, copy: builtins.bool | None = ...
) -> ndarray: ...
def resize(a: ArrayLike, new_shape: Any) -> ndarray: ...
def result_type(*arrays_and_dtypes: Any) -> Any: ...

right_shift: ufunc
rint: ufunc

def roll(a: ArrayLike, shift: Any, axis: _Axis = ...) -> ndarray: ...
def rollaxis(a: ArrayLike, axis: _Axis, start: ArrayLike = ...) -> ndarray: ...
def roots(p: ArrayLike) -> Any: ...
def rot90(m: ArrayLike, k: Any = ..., axes: Any = ...) -> ndarray: ...
def round(a: ArrayLike, decimals: Any = ..., out: Any = ...) -> Any: ...
def row_stack(
    tup: Sequence[ArrayLike], *, dtype: DTypeLike | None = ..., casting: str = ...
) -> Any: ...
def save(file: Any, arr: ArrayLike, allow_pickle: Any = ...) -> Any: ...
def savetxt(
    fname: Any,
    X: Any,
    fmt: Any = ...,
    delimiter: Any = ...,
    newline: Any = ...,
    header: Any = ...,
    footer: Any = ...,
    comments: Any = ...,
    encoding: Any = ...,
) -> Any: ...
def savez(file: Any, *args: Any, allow_pickle: Any = ..., **kwds: Any) -> Any: ...
def savez_compressed(file: Any, *args: Any, allow_pickle: Any = ..., **kwds: Any) -> Any: ...
def searchsorted(a: ArrayLike, v: ArrayLike, side: Any = ..., sorter: Any = ...) -> Any: ...
def select(
    condlist: Sequence[ArrayLike], choicelist: Sequence[ArrayLike], default: Any = ...
) -> ndarray: ...
def set_printoptions(
    precision: Any = ...,
    threshold: Any = ...,
    edgeitems: Any = ...,
    linewidth: Any = ...,
    suppress: Any = ...,
    nanstr: Any = ...,
    infstr: Any = ...,
    formatter: Any = ...,
    sign: Any = ...,
    floatmode: Any = ...,
    *,
    legacy: Any = ...,
    override_repr: Any = ...,
) -> Any: ...
def setbufsize(size: Any) -> Any: ...
def setdiff1d(ar1: ArrayLike, ar2: ArrayLike, assume_unique: Any = ...) -> ndarray: ...
def seterr(
    all: Any = ..., divide: Any = ..., over: Any = ..., under: Any = ..., invalid: Any = ...
) -> Any: ...
def seterrcall(func: Any) -> Any: ...
def setxor1d(ar1: ArrayLike, ar2: ArrayLike, assume_unique: Any = ...) -> ndarray: ...
def shape(a: ArrayLike) -> tuple[int, ...]: ...
def shares_memory(a: ArrayLike, b: ArrayLike, /, max_work: Any = ...) -> builtins.bool: ...
def show_config(mode: Any = ...) -> Any: ...
def show_runtime() -> Any: ...

sign: ufunc
signbit: ufunc
sin: ufunc

def sinc(x: ArrayLike) -> Any: ...

sinh: ufunc

def size(a: ArrayLike, axis: _Axis = ...) -> Any: ...
def sort(
    a: ArrayLike,
    axis: _Axis = ...,
    kind: Any = ...,
    order: _Order = ...,
    *,
    stable: Any = ...,
    descending: Any = ...,
) -> ndarray: ...
def sort_complex(a: ArrayLike) -> Any: ...

spacing: ufunc

def split(ary: Any, indices_or_sections: Any, axis: _Axis = ...) -> list[ndarray]: ...

sqrt: ufunc
square: ufunc

def squeeze(a: ArrayLike, axis: _Axis = ...) -> ndarray: ...
def stack(
    arrays: Sequence[ArrayLike],
    axis: _Axis = ...,
    out: Any = ...,
    *,
    dtype: DTypeLike | None = ...,
    casting: str = ...,
) -> ndarray: ...
def std(
    a: ArrayLike,
    axis: _Axis = ...,
    dtype: DTypeLike | None = ...,
    out: Any = ...,
    ddof: Any = ...,
    keepdims: builtins.bool = ...,
    *,
    where: ArrayLike = ...,
    mean: Any = ...,
    correction: Any = ...,
) -> Any: ...

subtract: ufunc

def sum(
    a: ArrayLike,
    axis: _Axis = ...,
    dtype: DTypeLike | None = ...,
    out: Any = ...,
    keepdims: builtins.bool = ...,
    initial: Any = ...,
    where: ArrayLike = ...,
) -> Any: ...
def swapaxes(a: ArrayLike, axis1: Any, axis2: Any) -> ndarray: ...
def sync() -> None: ...
def take(
    a: ArrayLike, indices: ArrayLike, axis: _Axis = ..., out: Any = ..., mode: Any = ...
) -> Any: ...
def take_along_axis(arr: ArrayLike, indices: ArrayLike, axis: _Axis = ...) -> ndarray: ...

tan: ufunc
tanh: ufunc

def tensordot(a: ArrayLike, b: ArrayLike, axes: Any = ...) -> Any: ...
def tile(A: ArrayLike, reps: Any) -> ndarray: ...
def trace(
    a: ArrayLike,
    offset: Any = ...,
    axis1: Any = ...,
    axis2: Any = ...,
    dtype: DTypeLike | None = ...,
    out: Any = ...,
) -> Any: ...
def transpose(a: ArrayLike, axes: Any = ...) -> ndarray: ...
def trapezoid(y: ArrayLike, x: ArrayLike | None = ..., dx: Any = ..., axis: _Axis = ...) -> Any: ...
def tri(
    N: Any, M: Any = ..., k: Any = ..., dtype: DTypeLike | None = ..., *, like: Any = ...
) -> ndarray: ...
def tril(m: ArrayLike, k: Any = ...) -> ndarray: ...
def tril_indices(n: Any, k: Any = ..., m: ArrayLike | None = ...) -> tuple[ndarray, ...]: ...
def tril_indices_from(arr: ArrayLike, k: Any = ...) -> tuple[ndarray, ...]: ...
def trim_zeros(filt: Any, trim: Any = ..., axis: _Axis = ...) -> Any: ...
def triu(m: ArrayLike, k: Any = ...) -> ndarray: ...
def triu_indices(n: Any, k: Any = ..., m: ArrayLike | None = ...) -> tuple[ndarray, ...]: ...
def triu_indices_from(arr: ArrayLike, k: Any = ...) -> tuple[ndarray, ...]: ...

true_divide: ufunc
trunc: ufunc

def typename(char: Any) -> Any: ...
def union1d(ar1: ArrayLike, ar2: ArrayLike) -> ndarray: ...
def unique(
    ar: ArrayLike,
    return_index: Any = ...,
    return_inverse: Any = ...,
    return_counts: Any = ...,
    axis: _Axis = ...,
    *,
    equal_nan: Any = ...,
    sorted: Any = ...,
) -> ndarray: ...
def unique_all(x: ArrayLike) -> Any: ...
def unique_counts(x: ArrayLike) -> Any: ...
def unique_inverse(x: ArrayLike) -> Any: ...
def unique_values(x: ArrayLike) -> Any: ...
def unpackbits(
    a: ArrayLike, /, axis: _Axis = ..., count: Any = ..., bitorder: Any = ...
) -> Any: ...
def unravel_index(indices: ArrayLike, shape: _Shape, order: _Order = ...) -> Any: ...
def unstack(x: ArrayLike, /, *, axis: _Axis = ...) -> tuple[ndarray, ...]: ...
def unwrap(p: ArrayLike, discont: Any = ..., axis: _Axis = ..., *, period: Any = ...) -> Any: ...
def validate(
    ex: Any,
    local_dict: Any = ...,
    global_dict: Any = ...,
    out: Any = ...,
    order: _Order = ...,
    casting: str = ...,
    _frame_depth: Any = ...,
    sanitize: Any = ...,
    **kwargs: Any,
) -> Any: ...
def vander(x: ArrayLike, N: Any = ..., increasing: Any = ...) -> ndarray: ...
def var(
    a: ArrayLike,
    axis: _Axis = ...,
    dtype: DTypeLike | None = ...,
    out: Any = ...,
    ddof: Any = ...,
    keepdims: builtins.bool = ...,
    *,
    where: ArrayLike = ...,
    mean: Any = ...,
    correction: Any = ...,
) -> Any: ...
def vdot(a: ArrayLike, b: ArrayLike, out: Any = ...) -> Any: ...
def vecdot(
    x1: ArrayLike, x2: ArrayLike, /, *args: Any, axis: _Axis = ..., **kwargs: Any
) -> Any: ...
def vecmat(
    x1: ArrayLike,
    x2: ArrayLike,
    /,
    out: Any = ...,
    *,
    axes: Any = ...,
    axis: _Axis = ...,
    keepdims: builtins.bool = ...,
    casting: str = ...,
    order: _Order = ...,
    dtype: DTypeLike | None = ...,
    subok: builtins.bool = ...,
    signature: Any = ...,
) -> Any: ...
def vsplit(ary: Any, indices_or_sections: Any) -> list[ndarray]: ...
def vstack(
    tup: Sequence[ArrayLike], *, dtype: DTypeLike | None = ..., casting: str = ...
) -> ndarray: ...
def where(condition: ArrayLike, x: ArrayLike | None = ..., y: ArrayLike | None = ..., /) -> Any: ...
def zeros(
    shape: _Shape,
    dtype: DTypeLike | None = ...,
    order: _Order = ...,
    *,
    device: str | None = ...,
    like: Any = ...,
) -> ndarray: ...
def zeros_like(
    a: ArrayLike,
    dtype: DTypeLike | None = ...,
    order: _Order = ...,
    subok: builtins.bool = ...,
    shape: _Shape | None = ...,
    *,
    device: str | None = ...,
) -> ndarray: ...
