// What all kernels share. All arithmetic is float32 unless it says otherwise.

#define WARP 32

__device__ __forceinline__ float wide(float x) { return x; }

__device__ __forceinline__ float wide(unsigned short x) {
  float y;
  asm("cvt.f32.f16 %0, %1;" : "=f"(y) : "h"(x));
  return y;
}

__device__ __forceinline__ void put(float *to, float x) { *to = x; }

__device__ __forceinline__ void put(unsigned short *to, float x) {
  unsigned short y;
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(y) : "f"(x));
  *to = y;
}

// 2^x to two units in the last place; the decays' exponents are not positive
__device__ __forceinline__ float power(float x) {
  float y;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
}

#define LOG2E 1.4426950408889634f

// 1 / x to one unit in the last place
__device__ __forceinline__ float inverse(float x) {
  float y;
  asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
}

__device__ __forceinline__ float sigmoid(float x) { return inverse(1.0f + power(-LOG2E * x)); }

// max(x, 0) + log(1 + e), e = exp(-|x|) <= 1; the logarithm is 2 artanh(e / (2 + e)) as a series, whose argument is at
// most 1/3: all digits stay where e is small
__device__ __forceinline__ float softplus(float x) {
  float e = power(-LOG2E * fabsf(x));
  float z = e * inverse(2.0f + e);
  float w = z * z;
  float sum = 1.0f / 15;
  sum = sum * w + 1.0f / 13;
  sum = sum * w + 1.0f / 11;
  sum = sum * w + 1.0f / 9;
  sum = sum * w + 1.0f / 7;
  sum = sum * w + 1.0f / 5;
  sum = sum * w + 1.0f / 3;
  sum = sum * w + 1.0f;
  return fmaxf(x, 0.0f) + 2.0f * z * sum;
}

__device__ __forceinline__ size_t at(long long line, int width, int column) { return (size_t) line * width + column; }
