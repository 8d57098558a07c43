extension PureLua {
  /// Small tables that soon are garbage: the allocator and the collector.
  static let binaryTrees = PureLua(
    name: "binary-trees",
    source: #"""
      -- Many small tables that soon are garbage, and some that stay.
      local function tree(depth)
        if depth == 0 then return {} end
        return { tree(depth - 1), tree(depth - 1) }
      end
      local function count(node)
        if not node[1] then return 1 end
        return 1 + count(node[1]) + count(node[2])
      end

      local depth = 14
      local kept = tree(depth)
      for d = 4, depth, 2 do
        local rounds = 1 << (depth - d + 4)
        local sum = 0
        for _ = 1, rounds do sum = sum + count(tree(d)) end
        print(rounds, d, sum)
      end
      print(count(kept))
      """#)
}
