-- What wrk sends: the lines of a file in turn, each with a number of its own in place of @N@, so that none repeats.
-- Arguments: the file, the first number.

local lines, at, number = {}, 0, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local changes = line:find("@N@", 1, true)
    lines[#lines + 1] = {changes = changes, text = changes and line or wrk.format("GET", line)}
  end
  number = tonumber(arguments[2])
end

function request()
  at = at % #lines + 1
  local line = lines[at]
  if not line.changes then
    return line.text
  end
  number = number + 1
  return wrk.format("GET", (line.text:gsub("@N@", string.format("%d", number))))
end

function done(summary, latency, requests)
  local bad = summary.errors
  io.write(string.format('{"requests": %d, "microseconds": %d, "refused": %d, "broken": %d, "p50": %d, "p99": %d}\n',
    summary.requests, summary.duration, bad.status, bad.connect + bad.read + bad.write + bad.timeout,
    latency:percentile(50), latency:percentile(99)))
end
