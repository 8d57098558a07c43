extension PureLua {
  /// Orders of numbers and reversals of prefixes: table reads and writes.
  static let fannkuch = PureLua(
    name: "fannkuch",
    source: #"""
      -- The most reversals of a prefix that bring 1 to the front, over all orders of n numbers.
      local n = 10

      local function flips(order, scratch)
        local first = order[1]
        if first == 1 then return 0 end
        for i = 2, n do scratch[i] = order[i] end
        local count = 0
        repeat
          local low, high = 2, first - 1
          while low < high do
            scratch[low], scratch[high] = scratch[high], scratch[low]
            low, high = low + 1, high - 1
          end
          first, scratch[first] = scratch[first], first
          count = count + 1
        until first == 1
        return count
      end

      local order, scratch, turns = {}, {}, {}
      for i = 1, n do order[i], turns[i] = i, 0 end
      local most, checksum, sign = 0, 0, 1
      local more = true
      while more do
        local count = flips(order, scratch)
        if count > most then most = count end
        checksum = checksum + sign * count
        sign = -sign
        -- The next order: rotate ever longer prefixes, each as often as it is long.
        more = false
        for length = 2, n do
          local moved = order[1]
          for i = 1, length - 1 do order[i] = order[i + 1] end
          order[length] = moved
          turns[length] = turns[length] + 1
          if turns[length] < length then
            more = true
            break
          end
          turns[length] = 0
        end
      end
      print(checksum, most)
      """#)
}
