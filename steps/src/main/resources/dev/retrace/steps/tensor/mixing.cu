// Kernels for the mixing over tokens of Mamba-2 in its dual form: token t takes from token s <= t
//
//     (C[t] . B[s]) exp(l[s + 1] + ... + l[t]) v[s],     l = D A and v = D c of a head
//
// Tables are packed, (t, .), as in mamba.cu; before a row's first token lie `begins` others, known from earlier runs.
// A block works at TILE tokens of one head of a row, and goes through the tokens on the other side TILE by TILE, away
// from its own: so sums of l grow from where they are small, and no difference of large sums is taken.
//
// Defined by whoever compiles: N, numbers in a head's state; P, width of a head; THREADS of a block.
// numbers.cu comes before this file.

#define TILE 16
#define VALUES ((TILE * P + THREADS - 1) / THREADS)
#define STATES ((TILE * N + THREADS - 1) / THREADS)

// What is mixed. `table` holds c, then B, then C, each by head or group. D is the step, or, with a bias,
// softplus(step + bias) within bounds. Of row r the past tokens lie in lines which[firsts[r]] and on of their tables,
// and the cuts are those from cutsOfRow[r] on: bits of the heads that are not cut, of the sources, of the targets.
struct Mixing {
  const int *lengths, *offsets;
  const int *begins, *firsts;
  const long long *which;
  const float *pastKeys, *pastValues, *pastDecays;
  const int *cutsOfRow;
  const int *cuts;
  const float *table, *step, *bias, *rates;
  int width, heads, groups, tiles, headWords, tokenWords;
  float least, most;
};

struct Place {
  int row, head, group, begin, length, first;
};

// That of this block; its tokens begin at step `first` of the row.
__device__ __forceinline__ Place place(const Mixing &m) {
  Place p;
  p.row = blockIdx.x;
  p.head = blockIdx.y / m.tiles;
  p.group = p.head * m.groups / m.heads;
  p.begin = m.begins ? m.begins[p.row] : 0;
  p.length = m.lengths[p.row];
  p.first = blockIdx.y % m.tiles * TILE;
  return p;
}

__device__ __forceinline__ int line(const Mixing &m, const Place &p, int step) { return m.offsets[step] + p.row; }

__device__ __forceinline__ long long earlier(const Mixing &m, const Place &p, int token) {
  return m.which[m.firsts[p.row] + token];
}

__device__ __forceinline__ bool bit(const int *words, int i) { return words[i / 32] >> (i % 32) & 1; }

__device__ bool sees(const Mixing &m, const Place &p, int target, int source) {
  if (m.cutsOfRow) {
    for (int cut = m.cutsOfRow[p.row]; cut < m.cutsOfRow[p.row + 1]; cut++) {
      const int *kept = m.cuts + (size_t) cut * (m.headWords + 2 * m.tokenWords);
      const int *sources = kept + m.headWords;
      if (!bit(kept, p.head) && bit(sources, source) && bit(sources + m.tokenWords, target)) {
        return false;
      }
    }
  }
  return true;
}

__device__ __forceinline__ float stepSize(const Mixing &m, int line, int head) {
  float x = m.step[at(line, m.heads, head)];
  return m.bias ? fminf(fmaxf(softplus(x + m.bias[head]), m.least), m.most) : x;
}

// D and l of `count` tokens from `token` on, of the past D = 1: its values hold it already
__device__ __forceinline__ void loadSteps(const Mixing &m, const Place &p, int token, int count, float *steps,
                                          float *decays) {
  int i = threadIdx.x;
  if (i < TILE) {
    steps[i] = 1.0f;
    decays[i] = 0.0f;
    if (i < count && token + i < p.begin) {
      decays[i] = m.pastDecays[at(earlier(m, p, token + i), m.heads, p.head)];
    } else if (i < count) {
      steps[i] = stepSize(m, line(m, p, token + i - p.begin), p.head);
      decays[i] = steps[i] * m.rates[p.head];
    }
  }
}

// B and v of the same tokens, zeros beyond them
__device__ __forceinline__ void loadSources(const Mixing &m, const Place &p, int token, int count, const float *steps,
                                            float (*keys)[N + 1], float (*values)[P + 1]) {
  for (int i = threadIdx.x; i < TILE * N; i += THREADS) {
    int s = i / N, n = i % N;
    float key = 0.0f;
    if (s < count && token + s < p.begin) {
      key = m.pastKeys[at(earlier(m, p, token + s), m.groups * N, p.group * N + n)];
    } else if (s < count) {
      key = m.table[at(line(m, p, token + s - p.begin), m.width, m.heads * P + p.group * N + n)];
    }
    keys[s][n] = key;
  }
  for (int i = threadIdx.x; i < TILE * P; i += THREADS) {
    int s = i / P, column = p.head * P + i % P;
    float value = 0.0f;
    if (s < count && token + s < p.begin) {
      value = m.pastValues[at(earlier(m, p, token + s), m.heads * P, column)];
    } else if (s < count) {
      value = steps[s] * m.table[at(line(m, p, token + s - p.begin), m.width, column)];
    }
    values[s][i % P] = value;
  }
}

// C of `count` steps from `step` on, zeros beyond them
__device__ __forceinline__ void loadQueries(const Mixing &m, const Place &p, int step, int count,
                                            float (*queries)[N + 1]) {
  for (int i = threadIdx.x; i < TILE * N; i += THREADS) {
    int column = m.heads * P + (m.groups + p.group) * N + i % N;
    queries[i / N][i % N] = i / N < count ? m.table[at(line(m, p, step + i / N), m.width, column)] : 0.0f;
  }
}

// The derivative by y of the same steps
__device__ __forceinline__ void loadSlopes(const Mixing &m, const Place &p, int step, int count, const float *slope,
                                           float (*slopes)[P + 1]) {
  for (int i = threadIdx.x; i < TILE * P; i += THREADS) {
    slopes[i / P][i % P] =
        i / P < count ? slope[at(line(m, p, step + i / P), m.heads * P, p.head * P + i % P)] : 0.0f;
  }
}

// Sums of l from the first of a tile's tokens up to each, and of those after each.
__device__ __forceinline__ void sumDecays(const float *decays, double *upTo, double *after) {
  int i = threadIdx.x;
  if (i < TILE) {
    double before = 0, rest = 0;
    for (int j = 0; j < TILE; j++) {
      if (j <= i) {
        before += decays[j];
      } else {
        rest += decays[j];
      }
    }
    upTo[i] = before;
    after[i] = rest;
  }
}

__device__ __forceinline__ float dot(const float *x, const float *y, int length) {
  float sum = 0.0f;
  for (int i = 0; i < length; i++) {
    sum += x[i] * y[i];
  }
  return sum;
}

__device__ __forceinline__ float decayed(double exponent) { return power((float) (exponent * LOG2E)); }

// The sources that a block's queries see, TILE by TILE.
struct Sources {
  float keys[TILE][N + 1], values[TILE][P + 1], steps[TILE], decays[TILE];
  double reached[TILE], upTo[TILE], after[TILE];
};

// Goes from the `count` queries' own tokens back to the prompt's first: `pair` is called with each query and source of
// a tile, whether the one sees the other and is the same token, and what is left of it; `add` when all pairs are there.
template <typename Pair, typename Add>
__device__ __forceinline__ void eachTile(const Mixing &m, const Place &p, int count, Sources &t, Pair pair, Add add) {
  double between = 0; // l of the tokens after the sources at hand and before the queries
  int own = p.begin + p.first;
  for (int base = own, end = own + count; end > 0; end = base, base = max(0, base - TILE)) {
    __syncthreads();
    loadSteps(m, p, base, end - base, t.steps, t.decays);
    __syncthreads();
    loadSources(m, p, base, end - base, t.steps, t.keys, t.values);
    sumDecays(t.decays, base == own ? t.reached : t.upTo, t.after);
    __syncthreads();
    for (int i = threadIdx.x; i < TILE * TILE; i += THREADS) {
      int q = i / TILE, s = i % TILE;
      bool seen = q < count && s < end - base && base + s <= own + q && sees(m, p, own + q, base + s);
      double exponent = base == own ? t.reached[q] - t.reached[s] : t.reached[q] + between + t.after[s];
      pair(q, s, seen, base + s == own + q, seen ? decayed(exponent) : 0.0f);
    }
    if (base != own) {
      between += t.upTo[TILE - 1];
    }
    __syncthreads();
    add();
  }
}

// y of all tokens; with `skip` y += skip c, with `gate` y is multiplied by SiLU(gate).
extern "C" __global__ void __launch_bounds__(THREADS)
    mix(const Mixing m, const float *skip, const float *gate, float *__restrict__ y) {
  __shared__ Sources t;
  __shared__ float queries[TILE][N + 1], weights[TILE][TILE];
  Place p = place(m);
  if (p.first >= p.length) {
    return;
  }
  int count = min(TILE, p.length - p.first);
  float sums[VALUES];
  for (int k = 0; k < VALUES; k++) {
    sums[k] = 0.0f;
  }
  loadQueries(m, p, p.first, count, queries);
  eachTile(
      m, p, count, t,
      [&](int q, int s, bool seen, bool same, float fading) {
        weights[q][s] = seen ? dot(queries[q], t.keys[s], N) * fading : 0.0f;
      },
      [&] {
#pragma unroll
        for (int k = 0; k < VALUES; k++) {
          int i = threadIdx.x + k * THREADS;
          if (i < TILE * P) {
            for (int s = 0; s < TILE; s++) {
              sums[k] += weights[i / P][s] * t.values[s][i % P];
            }
          }
        }
      });
#pragma unroll
  for (int k = 0; k < VALUES; k++) {
    int i = threadIdx.x + k * THREADS;
    if (i < count * P) {
      int here = line(m, p, p.first + i / P);
      int column = p.head * P + i % P;
      float value = sums[k];
      if (skip) {
        value += skip[column] * m.table[at(here, m.width, column)];
      }
      if (gate) {
        float raw = gate[at(here, m.heads * P, column)];
        value *= raw * sigmoid(raw);
      }
      y[at(here, m.heads * P, column)] = value;
    }
  }
}

// Of the derivative of y without skip and gate: that by C, by heads, (t, H, N), and the sum of what the weights of
// each query pull at its exponent, (t, H).
extern "C" __global__ void __launch_bounds__(THREADS)
    mix_back_queries(const Mixing m, const float *slope, float *byQuery, float *gained) {
  __shared__ Sources t;
  __shared__ float queries[TILE][N + 1], slopes[TILE][P + 1], pulls[TILE][TILE], turns[TILE][TILE];
  Place p = place(m);
  if (p.first >= p.length) {
    return;
  }
  int count = min(TILE, p.length - p.first);
  float sums[STATES];
  for (int k = 0; k < STATES; k++) {
    sums[k] = 0.0f;
  }
  float turned = 0.0f;
  loadQueries(m, p, p.first, count, queries);
  loadSlopes(m, p, p.first, count, slope, slopes);
  eachTile(
      m, p, count, t,
      [&](int q, int s, bool seen, bool same, float fading) {
        float pull = seen ? dot(slopes[q], t.values[s], P) * fading : 0.0f;
        pulls[q][s] = pull;
        turns[q][s] = seen && !same ? pull * dot(queries[q], t.keys[s], N) : 0.0f;
      },
      [&] {
#pragma unroll
        for (int k = 0; k < STATES; k++) {
          int i = threadIdx.x + k * THREADS;
          if (i < TILE * N) {
            for (int s = 0; s < TILE; s++) {
              sums[k] += pulls[i / N][s] * t.keys[s][i % N];
            }
          }
        }
        if (threadIdx.x < TILE) {
          for (int s = 0; s < TILE; s++) {
            turned += turns[threadIdx.x][s];
          }
        }
      });
#pragma unroll
  for (int k = 0; k < STATES; k++) {
    int i = threadIdx.x + k * THREADS;
    if (i < count * N) {
      byQuery[at(at(line(m, p, p.first + i / N), m.heads, p.head), N, i % N)] = sums[k];
    }
  }
  if (threadIdx.x < count) {
    gained[at(line(m, p, p.first + threadIdx.x), m.heads, p.head)] = turned;
  }
}

// Of the same: by c, (t, e), by B, by heads, (t, H, N), by D as far as it scales values, and the sum of what is
// pulled at the exponents that begin after each source, both (t, H).
extern "C" __global__ void __launch_bounds__(THREADS)
    mix_back_sources(const Mixing m, const float *slope, float *byC, float *byKey, float *byStep, float *lost) {
  __shared__ float queries[TILE][N + 1], keys[TILE][N + 1], values[TILE][P + 1], slopes[TILE][P + 1];
  __shared__ float weights[TILE][TILE], pulls[TILE][TILE], turns[TILE][TILE];
  __shared__ float steps[TILE], ownSteps[TILE], decays[TILE];
  __shared__ double left[TILE], after[TILE], upTo[TILE], rest[TILE];
  Place p = place(m);
  if (p.first >= p.length) {
    return;
  }
  int count = min(TILE, p.length - p.first);
  int own = p.begin + p.first;
  float byValues[VALUES], byKeys[STATES];
  for (int k = 0; k < VALUES; k++) {
    byValues[k] = 0.0f;
  }
  for (int k = 0; k < STATES; k++) {
    byKeys[k] = 0.0f;
  }
  float turned = 0.0f;
  loadSteps(m, p, own, count, ownSteps, decays);
  __syncthreads();
  loadSources(m, p, own, count, ownSteps, keys, values);
  sumDecays(decays, left, after);
  double between = 0; // l of the tokens after the sources' tile and before the queries at hand
  for (int base = p.first; base < p.length; base += TILE) {
    int asked = min(TILE, p.length - base);
    __syncthreads();
    loadSteps(m, p, p.begin + base, asked, steps, decays);
    loadQueries(m, p, base, asked, queries);
    loadSlopes(m, p, base, asked, slope, slopes);
    __syncthreads();
    sumDecays(decays, upTo, rest);
    __syncthreads();
    for (int i = threadIdx.x; i < TILE * TILE; i += THREADS) {
      int q = i / TILE, s = i % TILE;
      float weight = 0.0f, pull = 0.0f, turn = 0.0f;
      if (q < asked && s < count && p.first + s <= base + q && sees(m, p, p.begin + base + q, own + s)) {
        double exponent = base == p.first ? left[q] - left[s] : after[s] + between + upTo[q];
        float fading = decayed(exponent);
        weight = dot(queries[q], keys[s], N) * fading;
        pull = dot(slopes[q], values[s], P) * fading;
        turn = p.first + s == base + q ? 0.0f : dot(slopes[q], values[s], P) * weight;
      }
      weights[q][s] = weight;
      pulls[q][s] = pull;
      turns[q][s] = turn;
    }
    if (base != p.first) {
      between += upTo[TILE - 1];
    }
    __syncthreads();
#pragma unroll
    for (int k = 0; k < VALUES; k++) {
      int i = threadIdx.x + k * THREADS;
      if (i < TILE * P) {
        for (int q = 0; q < TILE; q++) {
          byValues[k] += weights[q][i / P] * slopes[q][i % P];
        }
      }
    }
#pragma unroll
    for (int k = 0; k < STATES; k++) {
      int i = threadIdx.x + k * THREADS;
      if (i < TILE * N) {
        for (int q = 0; q < TILE; q++) {
          byKeys[k] += pulls[q][i / N] * queries[q][i % N];
        }
      }
    }
    if (threadIdx.x < TILE) {
      for (int q = 0; q < TILE; q++) {
        turned += turns[q][threadIdx.x];
      }
    }
  }
  __syncthreads();
#pragma unroll
  for (int k = 0; k < VALUES; k++) {
    int i = threadIdx.x + k * THREADS;
    if (i < count * P) {
      int here = line(m, p, p.first + i / P);
      int column = p.head * P + i % P;
      byC[at(here, m.heads * P, column)] = ownSteps[i / P] * byValues[k];
      values[i / P][i % P] = byValues[k] * m.table[at(here, m.width, column)];
    }
  }
#pragma unroll
  for (int k = 0; k < STATES; k++) {
    int i = threadIdx.x + k * THREADS;
    if (i < count * N) {
      byKey[at(at(line(m, p, p.first + i / N), m.heads, p.head), N, i % N)] = byKeys[k];
    }
  }
  __syncthreads();
  if (threadIdx.x < count) {
    float sum = 0.0f;
    for (int i = 0; i < P; i++) {
      sum += values[threadIdx.x][i];
    }
    size_t there = at(line(m, p, p.first + threadIdx.x), m.heads, p.head);
    byStep[there] = sum;
    lost[there] = turned;
  }
}

// By l, (t, H): a token's l is in the exponents of all that pass it, sum over later t of gained[t] - lost[t].
extern "C" __global__ void __launch_bounds__(THREADS)
    mix_back_decays(const Mixing m, const float *gained, const float *lost, float *byDecay) {
  int head = blockIdx.y * THREADS + threadIdx.x;
  if (head >= m.heads) {
    return;
  }
  double sum = 0;
  for (int step = m.lengths[blockIdx.x] - 1; step >= 0; step--) {
    size_t here = at(m.offsets[step] + blockIdx.x, m.heads, head);
    sum += (double) gained[here] - lost[here];
    byDecay[here] = (float) sum;
  }
}
