extension PureLua {
  /// Planets: floating-point numbers in fields.
  static let nBody = PureLua(
    name: "n-body",
    source: #"""
      -- Five bodies under each other's gravity.
      local sqrt, pi = math.sqrt, math.pi
      local mass, year = 4 * pi * pi, 365.24
      local function body(x, y, z, vx, vy, vz, m)
        return { x = x, y = y, z = z, vx = vx * year, vy = vy * year, vz = vz * year, mass = m * mass }
      end
      local bodies = {
        body(0, 0, 0, 0, 0, 0, 1),
        body(4.84, -1.16, -0.104, 0.00166, 0.0077, -0.000069, 0.000955),
        body(8.34, 4.12, -0.404, -0.00277, 0.005, 0.000023, 0.000286),
        body(12.89, -15.11, -0.223, 0.00296, 0.00238, -0.0000297, 0.0000437),
        body(15.38, -25.92, 0.179, 0.00268, 0.00163, -0.0000952, 0.0000515),
      }

      local function advance(dt)
        local n = #bodies
        for i = 1, n do
          local a = bodies[i]
          local ax, ay, az, am = a.x, a.y, a.z, a.mass
          local vx, vy, vz = a.vx, a.vy, a.vz
          for j = i + 1, n do
            local b = bodies[j]
            local dx, dy, dz = ax - b.x, ay - b.y, az - b.z
            local square = dx * dx + dy * dy + dz * dz
            local pull = dt / (square * sqrt(square))
            local bm = b.mass * pull
            vx, vy, vz = vx - dx * bm, vy - dy * bm, vz - dz * bm
            bm = am * pull
            b.vx, b.vy, b.vz = b.vx + dx * bm, b.vy + dy * bm, b.vz + dz * bm
          end
          a.vx, a.vy, a.vz = vx, vy, vz
          a.x, a.y, a.z = ax + dt * vx, ay + dt * vy, az + dt * vz
        end
      end

      local function energy()
        local e = 0
        for i, a in ipairs(bodies) do
          e = e + 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
          for j = i + 1, #bodies do
            local b = bodies[j]
            local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
            e = e - a.mass * b.mass / sqrt(dx * dx + dy * dy + dz * dz)
          end
        end
        return e
      end

      for _ = 1, 600000 do advance(0.001) end
      print(("%.9f"):format(energy()))
      """#)
}
