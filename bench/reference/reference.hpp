// SPDX-License-Identifier: MIT
// Hand-written kernels that Tenon is measured against, as a plain C interface of raw pointers.
// Every function writes into memory of the caller and runs on `threads` OpenMP threads. Complex
// numbers are interleaved, real part first. Nothing is contracted: each operation below rounds on
// its own, in float64.
//
// Suffixes: `_scalar` is the definition in plain loops with OpenMP, to check against and a rival of
// its own;
// `_streaming` stores past the caches (better or worse by size, the caller takes the better);
// `_blocked` takes several steps of time per pass over memory;
// `_sleef`, `_mvec` and `_inline` say where the transcendental functions come from: SLEEF within 1
// ulp, glibc's libmvec within 4, or functions compiled into the loop within 2.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// 2 when built with AVX-512 and running on a CPU that has it (F, DQ, VL, BW). 1 with AVX2: steps in
// time are then written for its vectors, all else is right but scalar. 0 without: no ratio to any
// of it means anything.
int tenon_reference_supported(void);

// Mandelbrot. q: complex points. z = 0; for k = 0, 1, ... < limit:
//   (x, y) = ((x*x - y*y) + qx, (x*y + x*y) + qy); if x*x + y*y > 4: counts = k, done.
// Points that never pass keep 0. The first form tests some blocks of iterations at their end alone
// (where that is provably exact, see escape.cpp); `_tested` computes the test in each iteration.
void tenon_reference_escape(const double* q, int64_t* counts, int64_t points, int64_t limit,
                            int threads);
void tenon_reference_escape_tested(const double* q, int64_t* counts, int64_t points, int64_t limit,
                                   int threads);
void tenon_reference_escape_scalar(const double* q, int64_t* counts, int64_t points, int64_t limit,
                                   int threads);

// Julia set of z^3 + c from the complex points z.
//   n = 0; while (n < limit && x*x + y*y <= 4) { wx = x*x - y*y; wy = x*y + x*y;
//     (x, y) = ((wx*x - wy*y) + cx, (wx*y + wy*x) + cy); n += 1; }  counts = n
// The benchmark: c = 0.2 + 0.75i, limit 500, 1000x1000 points of [-1.5, 1.5]^2.
void tenon_reference_julia(const double* z, int64_t* counts, int64_t points, double cx, double cy,
                           int64_t limit, int threads);
void tenon_reference_julia_tested(const double* z, int64_t* counts, int64_t points, double cx,
                                  double cy, int64_t limit, int threads);
void tenon_reference_julia_scalar(const double* z, int64_t* counts, int64_t points, double cx,
                                  double cy, int64_t limit, int threads);

// Newton's iteration for z^3 = 1 from the complex points z, third = 1.0 / 3.0.
//   n = 0; while (n < limit) { wx = x*x - y*y; wy = x*y + x*y;
//     fx = (wx*x - wy*y) - 1; fy = wx*y + wy*x; if (!(fx*fx + fy*fy >= 1e-12)) break;
//     r = 1 / (wx*wx + wy*wy); (x, y) = (((x+x) + wx*r) * third, ((y+y) - wy*r) * third); n += 1; }
//     counts = n
// The benchmark: limit 100, 1000x1000 points of [-2, 2]^2.
void tenon_reference_newton(const double* z, int64_t* counts, int64_t points, int64_t limit,
                            int threads);
void tenon_reference_newton_scalar(const double* z, int64_t* counts, int64_t points, int64_t limit,
                                   int threads);

// Collatz lengths of n >= 1 (arithmetic modulo 2^64, >> keeps the sign).
//   s = 0; while (s < limit && x != 1) { x = x odd ? 3*x + 1 : x >> 1; s += 1; }  lengths = s
// The benchmark: n = 1 .. 1e6, limit 1000.
void tenon_reference_collatz(const int64_t* n, int64_t* lengths, int64_t points, int64_t limit,
                             int threads);
void tenon_reference_collatz_scalar(const int64_t* n, int64_t* lengths, int64_t points,
                                    int64_t limit, int threads);

// `sweeps` Jacobi sweeps over n x n, from u to v, then v to u, ...: on interior points
//   v = ((up + down) + (left + right)) * 0.25. Both arrays hold the boundary. Returns the one with
//   the result.
double* tenon_reference_jacobi(double* u, double* v, int64_t n, int64_t sweeps, int threads);
double* tenon_reference_jacobi_streaming(double* u, double* v, int64_t n, int64_t sweeps,
                                         int threads);
double* tenon_reference_jacobi_blocked(double* u, double* v, int64_t n, int64_t sweeps,
                                       int threads);
double* tenon_reference_jacobi_blocked_streaming(double* u, double* v, int64_t n, int64_t sweeps,
                                                 int threads);
double* tenon_reference_jacobi_scalar(double* u, double* v, int64_t n, int64_t sweeps, int threads);
// One sweep from u to v. Returns the largest |v - u|.
double tenon_reference_jacobi_change(const double* u, double* v, int64_t n, int threads);

// `steps` in time of fields on an n x n grid, in float64. `fields` has the arrays of a step, then
// as many to write; on return the first ones are the newest, and all may have changed places. All
// hold the boundary. Relative to a point, N S W E are its neighbours, NN those two away.
// nine_point, 1 array, on interior points:
//   v = ((N + S) + (W + E))*0.2 + ((NW + NE) + (SW + SE))*0.05
// radius_two, 1 array, where there are two points on each side:
//   v = u + (((N + S) + (W + E))*16 - ((NN + SS) + (WW + EE)) - u*60)*0.01
// wave, 2 arrays, u and the u before, on interior points:
//   v = (u*2 - before) + (((N + S) + (W + E)) - u*4)*0.25
// fdtd, 3 arrays Ez, Hx, Hy, in turn, where the points exist, Ez on interior points:
//   Hx = Hx - (E of Ez - Ez)*0.5;  Hy = Hy + (S of Ez - Ez)*0.5;
//   Ez = Ez + ((Hy - N of Hy) - (Hx - W of Hx))*0.5
// heat, 1 array of n x n x n, on interior points, B and A the neighbours below and above:
//   v = u + ((((B + A) + (N + S)) + (W + E)) - u*6)*0.125
void tenon_reference_nine_point(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_nine_point_scalar(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_nine_point_streaming(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_nine_point_blocked(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_nine_point_blocked_streaming(double** fields, int64_t n, int64_t steps,
                                                  int threads);
void tenon_reference_radius_two(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_radius_two_scalar(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_radius_two_streaming(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_radius_two_blocked(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_radius_two_blocked_streaming(double** fields, int64_t n, int64_t steps,
                                                  int threads);
void tenon_reference_wave(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_wave_scalar(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_wave_streaming(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_wave_blocked(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_wave_blocked_streaming(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_fdtd(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_fdtd_scalar(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_fdtd_streaming(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_fdtd_blocked(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_fdtd_blocked_streaming(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_heat(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_heat_scalar(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_heat_streaming(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_heat_blocked(double** fields, int64_t n, int64_t steps, int threads);
void tenon_reference_heat_blocked_streaming(double** fields, int64_t n, int64_t steps, int threads);

// `steps` of x = 3.9*x*(1 - x), in place.
void tenon_reference_logistic(double* x, int64_t n, int64_t steps, int threads);
void tenon_reference_logistic_scalar(double* x, int64_t n, int64_t steps, int threads);

// A generation of the game of life on the inner cells of n x n bytes of 0 and 1.
void tenon_reference_life(const uint8_t* from, uint8_t* to, int64_t n, int threads);
void tenon_reference_life_scalar(const uint8_t* from, uint8_t* to, int64_t n, int threads);

// Sobel's slope of the inner points of a grey picture, dx and dy by 1 2 1 across:
//   out = min(int(sqrt(dx*dx + dy*dy) / 4), 255)
void tenon_reference_slope(const uint8_t* picture, uint8_t* out, int64_t height, int64_t width,
                           int threads);
void tenon_reference_slope_scalar(const uint8_t* picture, uint8_t* out, int64_t height,
                                  int64_t width, int threads);

// out = a*x + b*y
void tenon_reference_axpby(double a, const double* x, double b, const double* y, double* out,
                           int64_t n, int threads);
void tenon_reference_axpby_streaming(double a, const double* x, double b, const double* y,
                                     double* out, int64_t n, int threads);
void tenon_reference_axpby_scalar(double a, const double* x, double b, const double* y, double* out,
                                  int64_t n, int threads);

// out = x / d rounded down; d is not 0, and not -1 where the smallest number is divided.
void tenon_reference_floor_divide(const int64_t* x, int64_t d, int64_t* out, int64_t n,
                                  int threads);
void tenon_reference_floor_divide_scalar(const int64_t* x, int64_t d, int64_t* out, int64_t n,
                                         int threads);

// out[i] = x[index[i]], negative indices from the end; 0 when one is outside, and out is
// unfinished.
int tenon_reference_take(const double* x, int64_t size, const int64_t* index, double* out,
                         int64_t n, int threads);

// out[i] = x[rows[i] * columns + places[i]] of a table of `size` rows; else as take.
int tenon_reference_take_pairs(const double* x, int64_t size, int64_t columns, const int64_t* rows,
                               const int64_t* places, double* out, int64_t n, int threads);

// x[index[i]] = values[i], and +=, in the order of i; negative indices from the end. When one is
// outside they return 0 and change nothing.
int tenon_reference_scatter(double* x, int64_t size, const int64_t* index, const double* values,
                            int64_t n, int threads);
int tenon_reference_scatter_add(double* x, int64_t size, const int64_t* index, const double* values,
                                int64_t n, int threads);

// x[i] = value where the byte mask[i], 0 or 1, is 1.
void tenon_reference_fill_where(double* x, const uint8_t* mask, double value, int64_t n,
                                int threads);

// The x[i] whose byte mask[i] is 1, in order; returns how many. out has room for n.
int64_t tenon_reference_compress(const double* x, const uint8_t* mask, double* out, int64_t n,
                                 int threads);

// How many of n bytes of 0 and 1 are 1.
int64_t tenon_reference_count(const uint8_t* mask, int64_t n, int threads);

// out = sqrt(x*x + y*y)
void tenon_reference_magnitude(const double* x, const double* y, double* out, int64_t n,
                               int threads);
void tenon_reference_magnitude_streaming(const double* x, const double* y, double* out, int64_t n,
                                         int threads);
void tenon_reference_magnitude_scalar(const double* x, const double* y, double* out, int64_t n,
                                      int threads);

// out = (((0.3*x + 1.1)*x - 0.7)*x + sin(x)*exp(-y*y)) * y
// The benchmark: x and y in [-3, 3]; vector sines cost more beyond 15.
void tenon_reference_twelve_sleef(const double* x, const double* y, double* out, int64_t n,
                                  int threads);
void tenon_reference_twelve_sleef_streaming(const double* x, const double* y, double* out,
                                            int64_t n, int threads);
void tenon_reference_twelve_mvec(const double* x, const double* y, double* out, int64_t n,
                                 int threads);
void tenon_reference_twelve_inline(const double* x, const double* y, double* out, int64_t n,
                                   int threads);
void tenon_reference_twelve_mvec_streaming(const double* x, const double* y, double* out, int64_t n,
                                           int threads);
void tenon_reference_twelve_inline_streaming(const double* x, const double* y, double* out,
                                             int64_t n, int threads);
void tenon_reference_twelve_scalar(const double* x, const double* y, double* out, int64_t n,
                                   int threads);

// Black-Scholes prices of European options: s = spot, x = strike, t = years, r = rate, v =
// volatility.
//   spread = v*sqrt(t);  d1 = (log(s/x) + (r + 0.5*v*v)*t) / spread;  d2 = d1 - spread;  present =
//   x*exp(-r*t) call = s*N(d1) - present*N(d2);  put = present*(1 - N(d2)) - s*(1 - N(d1))
// N by Abramowitz and Stegun 26.2.17: k = 1/(1 + 0.2316419*|d|),
//   tail = 0.39894228040143267794 * exp(-0.5*d*d) * (k*(a1 + k*(a2 + k*(a3 + k*(a4 + k*a5))))),
//   a = 0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429;  N = d > 0 ? 1 - tail :
//   tail.
// The benchmark: spot in [5, 30], strike in [1, 100], years in [0.25, 10], rate 0.02, volatility
// 0.3.
void tenon_reference_black_scholes_sleef(const double* spot, const double* strike,
                                         const double* years, double rate, double volatility,
                                         double* call, double* put, int64_t n, int threads);
void tenon_reference_black_scholes_sleef_streaming(const double* spot, const double* strike,
                                                   const double* years, double rate,
                                                   double volatility, double* call, double* put,
                                                   int64_t n, int threads);
void tenon_reference_black_scholes_mvec(const double* spot, const double* strike,
                                        const double* years, double rate, double volatility,
                                        double* call, double* put, int64_t n, int threads);
void tenon_reference_black_scholes_inline(const double* spot, const double* strike,
                                          const double* years, double rate, double volatility,
                                          double* call, double* put, int64_t n, int threads);
void tenon_reference_black_scholes_mvec_streaming(const double* spot, const double* strike,
                                                  const double* years, double rate,
                                                  double volatility, double* call, double* put,
                                                  int64_t n, int threads);
void tenon_reference_black_scholes_inline_streaming(const double* spot, const double* strike,
                                                    const double* years, double rate,
                                                    double volatility, double* call, double* put,
                                                    int64_t n, int threads);
void tenon_reference_black_scholes_scalar(const double* spot, const double* strike,
                                          const double* years, double rate, double volatility,
                                          double* call, double* put, int64_t n, int threads);

// Reductions; sum_squares is sum(x*x + y). The order of additions is the kernel's own.
double tenon_reference_sum(const double* x, int64_t n, int threads);
double tenon_reference_dot(const double* x, const double* y, int64_t n, int threads);
double tenon_reference_max(const double* x, int64_t n, int threads);
double tenon_reference_sum_squares(const double* x, const double* y, int64_t n, int threads);
double tenon_reference_sum_scalar(const double* x, int64_t n, int threads);
double tenon_reference_dot_scalar(const double* x, const double* y, int64_t n, int threads);
double tenon_reference_max_scalar(const double* x, int64_t n, int threads);
double tenon_reference_sum_squares_scalar(const double* x, const double* y, int64_t n, int threads);

// Monte-Carlo pi: how many of the samples start .. start + samples - 1 have x*x + y*y < 1. Sample i
// is the Philox4x32-10 block with counter (i low, i high, 0, 0) and key (seed low, seed high),
// giving words c0 .. c3:
//   x = ((c0 | c1 << 32) >> 11) * 2^-53,  y = ((c2 | c3 << 32) >> 11) * 2^-53.
int64_t tenon_reference_pi(int64_t samples, int64_t start, uint64_t seed, int threads);
int64_t tenon_reference_pi_scalar(int64_t samples, int64_t start, uint64_t seed, int threads);

// Streams, for bandwidth: out = x;  out = x + a*y;  out = value. Bytes moved: 16n, 24n, 8n.
void tenon_reference_copy(const double* x, double* out, int64_t n, int threads);
void tenon_reference_copy_streaming(const double* x, double* out, int64_t n, int threads);
void tenon_reference_triad(double a, const double* x, const double* y, double* out, int64_t n,
                           int threads);
void tenon_reference_triad_streaming(double a, const double* x, const double* y, double* out,
                                     int64_t n, int threads);
void tenon_reference_fill(double value, double* out, int64_t n, int threads);
void tenon_reference_fill_streaming(double value, double* out, int64_t n, int threads);

#ifdef __cplusplus
}
#endif
