// Kernels for the blocks of Mamba. Tables are packed, (t, .), as Packing says: token `step` of row `row` lies in
// line offsets[step] + row, and a row has lengths[row] tokens. numbers.cu comes before this file.
//
// Defined by whoever compiles: N, numbers in a channel's state; K, width of the convolution; NARROW, whether what
// comes from matrix products and goes into them is float16; THREADS of a block, a multiple of 32.

#if NARROW
typedef unsigned short io;
#else
typedef float io;
#endif

#define CHUNK 8
#define STRIDE 4
#define GROUPS ((2 * N + WARP - 1) / WARP)

// y = w x / sqrt(mean(x^2) + eps); a block per token
extern "C" __global__ void __launch_bounds__(THREADS)
    rms(const float *__restrict__ x, const float *__restrict__ weight, io *__restrict__ y, int width, float eps) {
  __shared__ float sums[THREADS / WARP];
  const float *from = x + at(blockIdx.x, width, 0);
  float sum = 0;
  for (int i = threadIdx.x; i < width; i += THREADS) {
    sum += from[i] * from[i];
  }
  for (int w = WARP / 2; w > 0; w /= 2) {
    sum += __shfl_xor_sync(~0u, sum, w);
  }
  if (threadIdx.x % WARP == 0) {
    sums[threadIdx.x / WARP] = sum;
  }
  __syncthreads();
  sum = 0;
  for (int i = 0; i < THREADS / WARP; i++) {
    sum += sums[i];
  }
  float root = sqrtf(sum / width + eps);
  for (int i = threadIdx.x; i < width; i += THREADS) {
    put(y + at(blockIdx.x, width, i), from[i] / root * weight[i]);
  }
}

// Before SiLU: b + sum_i w[i] x[t - i]; taps (K, e) by distance. What x was at the K - 1 steps before a row's first
// lies in lines past[(K - 1) rows] of history, step by step. seen[0] is the token itself. With `narrow` the result is
// left there too, in the type of what it is multiplied with.
__device__ __forceinline__ float convolution(const float (&taps)[K], float bias, const float (&seen)[K]) {
  float sum = seen[0] * taps[0] + bias;
#pragma unroll
  for (int i = 1; i < K; i++) {
    sum += seen[i] * taps[i];
  }
  return sum;
}

extern "C" __global__ void __launch_bounds__(THREADS)
    convolve(const int *lengths, const int *offsets, int rows, int inner, const io *__restrict__ x,
             const float *history, const long long *past, const float *taps, const float *bias,
             float *__restrict__ y, io *__restrict__ narrow) {
  int row = blockIdx.x;
  int channel = blockIdx.y * THREADS + threadIdx.x;
  if (channel >= inner) {
    return;
  }
  float weights[K], seen[K];
  float shift = bias ? bias[channel] : 0.0f;
#pragma unroll
  for (int i = 0; i < K; i++) {
    weights[i] = taps[at(i, inner, channel)];
    seen[i] = i == K - 1 ? 0.0f : history[at(past[(K - 2 - i) * rows + row], inner, channel)];
  }
  int length = lengths[row];
#pragma unroll 4
  for (int step = 0; step < length; step++) {
    size_t place = at(offsets[step] + row, inner, channel);
#pragma unroll
    for (int i = K - 1; i > 0; i--) {
      seen[i] = seen[i - 1];
    }
    seen[0] = wide(x[place]);
    float sum = convolution(weights, shift, seen);
    float value = sum * sigmoid(sum);
    y[place] = value;
    if (narrow) {
      put(narrow + place, value);
    }
  }
}

// The derivative of the same by x, from that by y, last step first. Row r of the slopes is of row source[r] of x,
// one of `rows`, whose steps begin at fromOffsets.
extern "C" __global__ void __launch_bounds__(THREADS)
    convolve_back(const int *lengths, const int *offsets, const int *source, const int *fromOffsets, int rows,
                  int inner, const float *x, const float *history, const long long *past, const float *taps,
                  const float *bias, const float *slope, float *byX) {
  int row = blockIdx.x;
  int from = source[row];
  int channel = blockIdx.y * THREADS + threadIdx.x;
  if (channel >= inner) {
    return;
  }
  float weights[K], seen[K], later[K];
  float shift = bias ? bias[channel] : 0.0f;
#pragma unroll
  for (int i = 0; i < K; i++) {
    weights[i] = taps[at(i, inner, channel)];
    later[i] = 0.0f;
  }
  for (int step = lengths[row] - 1; step >= 0; step--) {
#pragma unroll
    for (int i = 0; i < K; i++) {
      int before = step - i;
      seen[i] = before >= 0 ? x[at(fromOffsets[before] + from, inner, channel)]
                            : history[at(past[(K - 1 + before) * rows + from], inner, channel)];
    }
    size_t place = at(offsets[step] + row, inner, channel);
    float sum = convolution(weights, shift, seen);
    float open = sigmoid(sum);
#pragma unroll
    for (int i = K - 1; i > 0; i--) {
      later[i] = later[i - 1]; // by the convolution i steps later
    }
    later[0] = slope[place] * open * (1.0f + sum * (1.0f - open));
    float gathered = 0.0f;
#pragma unroll
    for (int i = 0; i < K; i++) {
      gathered += weights[i] * later[i];
    }
    byX[place] = gathered;
  }
}

// S[t] = exp(D[t] A) S[t-1] + u[t] B[t],  y[t] = C[t] S[t].
// With `bias` D = softplus(step + bias), else D = step; with `c` u = D c, else u = drive; with `skip` y += skip c;
// with `gate` y is multiplied by SiLU(gate). A row goes on from line which[row] of start, or from its own without
// `which`, or from 0 without both; with `keepEnd` its state is left there. A block per row and THREADS channels.
extern "C" __global__ void __launch_bounds__(THREADS)
    scan(const int *lengths, const int *offsets, int rows, int inner, const io *step, const float *bias,
         const float *c, const float *drive, const float *in, int inWidth, const float *out, int outWidth,
         const float *decay, const float *skip, const io *gate, float *start, const long long *which, float *states,
         io *y, int keepEnd) {
  __shared__ __align__(16) float shared[CHUNK][2 * N];
  int row = blockIdx.x;
  int channel = blockIdx.y * THREADS + threadIdx.x;
  bool active = channel < inner;
  int column = active ? channel : 0;
  float a[N], s[N];
#pragma unroll
  for (int n = 0; n < N; n++) {
    a[n] = decay[at(n, inner, column)] * LOG2E;
    s[n] = start ? start[at((which ? which[row] : row) * N + n, inner, column)] : 0.0f;
  }
  float shift = bias ? bias[column] : 0.0f;
  float through = skip ? skip[column] : 0.0f;
  int length = lengths[row];
  for (int base = 0; base < length; base += CHUNK) {
    int count = min(CHUNK, length - base);
    __syncthreads();
    for (int i = threadIdx.x; i < count * 2 * N; i += THREADS) {
      int line = offsets[base + i / (2 * N)] + row;
      int n = i % (2 * N);
      shared[i / (2 * N)][n] = n < N ? in[at(line, inWidth, n)] : out[at(line, outWidth, n - N)];
    }
    __syncthreads();
    float steps[CHUNK], values[CHUNK], gates[CHUNK];
#pragma unroll
    for (int i = 0; i < CHUNK; i++) {
      if (i < count) {
        size_t place = at(offsets[base + i] + row, inner, column);
        steps[i] = wide(step[place]);
        values[i] = c ? c[place] : drive[place];
        gates[i] = gate ? wide(gate[place]) : 0.0f;
      }
    }
#pragma unroll
    for (int i = 0; i < CHUNK; i++) {
      if (i < count) {
        float delta = bias ? softplus(steps[i] + shift) : steps[i];
        float u = c ? delta * values[i] : values[i];
        float sum = 0.0f;
#pragma unroll
        for (int n = 0; n < N; n++) {
          s[n] = s[n] * power(delta * a[n]) + u * shared[i][n];
          sum += s[n] * shared[i][N + n];
        }
        int line = offsets[base + i] + row;
        if (active && states) {
#pragma unroll
          for (int n = 0; n < N; n++) {
            states[at(line, N * inner, n * inner + channel)] = s[n];
          }
        }
        sum += through * values[i];
        if (gate) {
          sum *= gates[i] * sigmoid(gates[i]);
        }
        if (active && y) {
          put(y + at(line, inner, channel), sum);
        }
      }
    }
  }
  if (active && keepEnd) {
#pragma unroll
    for (int n = 0; n < N; n++) {
      start[at(row * N + n, inner, channel)] = s[n];
    }
  }
}

// Sums of a warp: lane l ends with the sum over the lanes of values[l].
__device__ __forceinline__ float gathered(float (&values)[WARP]) {
#pragma unroll
  for (int w = WARP / 2; w > 0; w /= 2) {
    bool upper = threadIdx.x & w;
#pragma unroll
    for (int i = 0; i < w; i++) {
      float kept = upper ? values[i + w] : values[i];
      float sent = upper ? values[i] : values[i + w];
      values[i] = kept + __shfl_xor_sync(~0u, sent, w);
    }
  }
  return values[0];
}

// The derivative of the scan by D, u, B and C, from that by y, as ScanPullback states it. Of the way up the state
// before every STRIDE-th step is kept in `marks`, (rows, marked, N, inner); the states between are computed again.
// What is summed over channels is left by warps, (t, warps, GROUPS * WARP): first by B, then by C.
extern "C" __global__ void __launch_bounds__(THREADS)
    scan_back(const int *lengths, const int *offsets, int rows, int inner, const float *step, const float *drive,
              const float *in, const float *out, const float *decay, const float *start, float *marks, int marked,
              const float *slope, float *byStep, float *byDrive, float *shares) {
  int row = blockIdx.x;
  int channel = blockIdx.y * THREADS + threadIdx.x;
  bool active = channel < inner;
  int column = active ? channel : 0;
  int warps = gridDim.y * (THREADS / WARP);
  int warp = channel / WARP;
  int length = lengths[row];
  float a[N], s[N];
#pragma unroll
  for (int n = 0; n < N; n++) {
    a[n] = decay[at(n, inner, column)];
    s[n] = start[at(row * N + n, inner, column)];
  }
  for (int i = 0; i < length; i++) {
    int line = offsets[i] + row;
    if (active && i % STRIDE == 0) {
#pragma unroll
      for (int n = 0; n < N; n++) {
        marks[at((row * marked + i / STRIDE) * N + n, inner, channel)] = s[n];
      }
    }
    float delta = step[at(line, inner, column)] * LOG2E;
    float u = drive[at(line, inner, column)];
#pragma unroll
    for (int n = 0; n < N; n++) {
      s[n] = s[n] * power(delta * a[n]) + u * in[at(line, N, n)];
    }
  }
  float carried[N];
#pragma unroll
  for (int n = 0; n < N; n++) {
    carried[n] = 0.0f;
  }
  for (int base = (length - 1) / STRIDE * STRIDE; base >= 0; base -= STRIDE) {
    float before[STRIDE + 1][N];
#pragma unroll
    for (int n = 0; n < N; n++) {
      before[0][n] = active ? marks[at((row * marked + base / STRIDE) * N + n, inner, column)] : 0.0f;
    }
#pragma unroll
    for (int i = 0; i < STRIDE; i++) {
      if (base + i < length) {
        int line = offsets[base + i] + row;
        float delta = step[at(line, inner, column)] * LOG2E;
        float u = drive[at(line, inner, column)];
#pragma unroll
        for (int n = 0; n < N; n++) {
          before[i + 1][n] = before[i][n] * power(delta * a[n]) + u * in[at(line, N, n)];
        }
      }
    }
#pragma unroll
    for (int i = STRIDE - 1; i >= 0; i--) {
      if (base + i < length) {
        int line = offsets[base + i] + row;
        size_t place = at(line, inner, column);
        float delta = step[place];
        float u = active ? drive[place] : 0.0f;
        float v = active ? slope[place] : 0.0f;
        float sumOfDrive = 0.0f, sumOfStep = 0.0f;
        float sums[GROUPS * WARP];
#pragma unroll
        for (int n = 0; n < GROUPS * WARP; n++) {
          sums[n] = 0.0f;
        }
#pragma unroll
        for (int n = 0; n < N; n++) {
          float byState = out[at(line, N, n)] * v + carried[n];
          sumOfDrive += in[at(line, N, n)] * byState;
          sums[n] = u * byState;
          sums[N + n] = before[i + 1][n] * v;
          carried[n] = power(delta * LOG2E * a[n]) * byState;
          sumOfStep += a[n] * carried[n] * before[i][n];
        }
        if (active) {
          byStep[place] = sumOfStep;
          byDrive[place] = sumOfDrive;
        }
#pragma unroll
        for (int g = 0; g < GROUPS; g++) {
          float part[WARP];
#pragma unroll
          for (int n = 0; n < WARP; n++) {
            part[n] = sums[g * WARP + n];
          }
          float sum = gathered(part);
          shares[at(line * warps + warp, GROUPS * WARP, g * WARP + threadIdx.x % WARP)] = sum;
        }
      }
    }
  }
}

// The derivative of the whole of `scan` with bias, skip and gate, from that by its gated outputs, last step first: by
// the step before its bias, by c, by the gate, and, left by warps, by B and C. `states` are those after each token,
// (t, N, inner). Row r of the slopes is of row source[r] of all else, whose steps begin at fromOffsets.
extern "C" __global__ void __launch_bounds__(THREADS)
    gated_back(const int *lengths, const int *offsets, const int *source, const int *fromOffsets, int rows, int inner,
               const float *step, const float *bias, const float *c, const float *in, int inWidth, const float *out,
               int outWidth, const float *decay, const float *skip, const float *gate, const float *start,
               const long long *which, const float *states, const float *slope, float *byStep, float *byC,
               float *byGate, float *shares) {
  int row = blockIdx.x;
  int from = source[row];
  int channel = blockIdx.y * THREADS + threadIdx.x;
  bool active = channel < inner;
  int column = active ? channel : 0;
  int warps = gridDim.y * (THREADS / WARP);
  int warp = channel / WARP;
  float shift = bias ? bias[column] : 0.0f;
  float through = skip[column];
  float a[N], state[N], carried[N];
  int last = fromOffsets[lengths[row] - 1] + from;
#pragma unroll
  for (int n = 0; n < N; n++) {
    a[n] = decay[at(n, inner, column)];
    state[n] = states[at(last, N * inner, n * inner + column)];
    carried[n] = 0.0f;
  }
  for (int i = lengths[row] - 1; i >= 0; i--) {
    int known = fromOffsets[i] + from;
    int line = offsets[i] + row;
    size_t there = at(known, inner, column);
    size_t place = at(line, inner, column);
    float before[N];
#pragma unroll
    for (int n = 0; n < N; n++) {
      before[n] = i > 0 ? states[at(fromOffsets[i - 1] + from, N * inner, n * inner + column)]
                        : start ? start[at(which[from] * N + n, inner, column)]
                                : 0.0f;
    }
    float raw = step[there] + shift;
    float delta = softplus(raw);
    float value = c[there];
    float u = active ? delta * value : 0.0f;
    float gateway = gate[there];
    float open = sigmoid(gateway);
    float above = active ? slope[place] : 0.0f;
    float v = above * gateway * open;
    float read = through * value;
    float sumOfDrive = 0.0f, sumOfStep = 0.0f;
    float sums[GROUPS * WARP];
#pragma unroll
    for (int n = 0; n < GROUPS * WARP; n++) {
      sums[n] = 0.0f;
    }
#pragma unroll
    for (int n = 0; n < N; n++) {
      float b = in[at(known, inWidth, n)];
      float o = out[at(known, outWidth, n)];
      float byState = o * v + carried[n];
      read += o * state[n];
      sumOfDrive += b * byState;
      sums[n] = u * byState;
      sums[N + n] = state[n] * v;
      carried[n] = power(delta * LOG2E * a[n]) * byState;
      sumOfStep += a[n] * carried[n] * before[n];
      state[n] = before[n];
    }
    if (active) {
      byStep[place] = (sumOfStep + sumOfDrive * value) * sigmoid(raw);
      byC[place] = through * v + sumOfDrive * delta;
      byGate[place] = above * read * open * (1.0f + gateway * (1.0f - open));
    }
#pragma unroll
    for (int g = 0; g < GROUPS; g++) {
      float part[WARP];
#pragma unroll
      for (int n = 0; n < WARP; n++) {
        part[n] = sums[g * WARP + n];
      }
      float sum = gathered(part);
      shares[at((long long) line * warps + warp, GROUPS * WARP, g * WARP + threadIdx.x % WARP)] = sum;
    }
  }
}

__device__ __forceinline__ float total(float x, float *sums) {
  for (int w = WARP / 2; w > 0; w /= 2) {
    x += __shfl_xor_sync(~0u, x, w);
  }
  __syncthreads(); // what was read of the sums before
  if (threadIdx.x % WARP == 0) {
    sums[threadIdx.x / WARP] = x;
  }
  __syncthreads();
  x = 0;
  for (int i = 0; i < THREADS / WARP; i++) {
    x += sums[i];
  }
  return x;
}

// The derivative of `rms` by x, from that by y, and `above` added to it; line l of the slopes is of line source[l].
extern "C" __global__ void __launch_bounds__(THREADS)
    rms_back(const float *x, const long long *source, const float *weight, const float *slope, const float *above, float *byX,
             int width, float eps) {
  __shared__ float sums[THREADS / WARP];
  const float *from = x + at(source[blockIdx.x], width, 0);
  size_t line = at(blockIdx.x, width, 0);
  float squares = 0, products = 0;
  for (int i = threadIdx.x; i < width; i += THREADS) {
    squares += from[i] * from[i];
    products += from[i] * weight[i] * slope[line + i];
  }
  float mean = total(squares, sums) / width + eps;
  float root = rsqrtf(mean);
  float pull = total(products, sums) / width / mean * root;
  for (int i = threadIdx.x; i < width; i += THREADS) {
    byX[line + i] = above[line + i] + weight[i] * slope[line + i] * root - from[i] * pull;
  }
}
