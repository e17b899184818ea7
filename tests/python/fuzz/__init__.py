# SPDX-License-Identifier: MIT
"""Random programs, run on NumPy and on Tenon side by side."""
