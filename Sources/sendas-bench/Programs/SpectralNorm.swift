extension PureLua {
  /// A matrix that is made as it is needed: calls and floating-point numbers.
  static let spectralNorm = PureLua(
    name: "spectral-norm",
    source: #"""
      -- The spectral norm of an endless matrix, from its first n rows and columns.
      local n = 700
      local function entry(i, j)
        local sum = i + j - 1
        return 1 / (sum * (sum - 1) * 0.5 + i)
      end

      local function times(v, result)
        for i = 1, n do
          local sum = 0
          for j = 1, n do sum = sum + v[j] * entry(i, j) end
          result[i] = sum
        end
      end

      local function times_transposed(v, result)
        for i = 1, n do
          local sum = 0
          for j = 1, n do sum = sum + v[j] * entry(j, i) end
          result[i] = sum
        end
      end

      local u, v, between = {}, {}, {}
      for i = 1, n do u[i] = 1 end
      for _ = 1, 10 do
        times(u, between)
        times_transposed(between, v)
        times(v, between)
        times_transposed(between, u)
      end
      local uv, vv = 0, 0
      for i = 1, n do
        uv = uv + u[i] * v[i]
        vv = vv + v[i] * v[i]
      end
      print(("%.9f"):format(math.sqrt(uv / vv)))
      """#)
}
