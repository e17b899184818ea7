# SPDX-License-Identifier: MIT
"""Times of Tenon next to NumPy, numexpr, Numba and JAX: `python -m tenon.bench`."""
