-- Opens a file, waits for diagnostics from the server, edits, and prints what was seen as JSON lines.
-- Arguments come by the variables LEAKLINE (program), FILE, LINE (from 1) and FIX_LINE, FIX_FROM, FIX_TO for the edit.
local PATIENCE = 30000
local env = vim.env
local out = {}
local function say(entry) table.insert(out, vim.fn.json_encode(entry)) end

local function finish(code)
  vim.fn.writefile(out, env.RESULT)
  vim.cmd(code == 0 and 'qall!' or 'cquit!')
end

local function shown(buffer)
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(found, { line = each.lnum + 1, code = each.code, message = each.message, source = each.source, column = each.col })
  end
  return found
end

local function on_line(buffer, line)
  for _, each in ipairs(vim.diagnostic.get(buffer)) do
    if each.lnum + 1 == line then return true end
  end
  return false
end

local ended, stopping = nil, false

local function await(what, test)
  local there = vim.wait(PATIENCE, function() return (ended and not stopping) or test() end, 20)
  if not there or (ended and not stopping) then
    say({ step = what, ok = false, saw = ended and ('the server ended with ' .. ended) or 'nothing in time' })
    finish(1)
  end
end

vim.cmd('edit ' .. vim.fn.fnameescape(env.FILE))
vim.bo.filetype = 'go'
local buffer = vim.api.nvim_get_current_buf()
local line = tonumber(env.LINE)
local client = vim.lsp.start_client({
  name = 'leakline',
  cmd = { env.LEAKLINE, 'lsp' },
  root_dir = env.ROOT,
  on_exit = function(code) ended = code end,
  on_error = function(code, err) say({ step = 'error', ok = false, code = code, saw = vim.inspect(err) }) end,
})
vim.lsp.buf_attach_client(buffer, client)

await('opened', function() return on_line(buffer, line) end)
say({ step = 'opened', ok = true, saw = shown(buffer) })

local at = tonumber(env.FIX_LINE) - 1
local before = vim.api.nvim_buf_get_lines(buffer, at, at + 1, false)[1]
local after = before:gsub(vim.pesc(env.FIX_FROM), (env.FIX_TO:gsub('%%', '%%%%')))
vim.api.nvim_buf_set_lines(buffer, at, at + 1, false, { after })
await('fixed', function() return not on_line(buffer, line) end)
say({ step = 'fixed', ok = true, saw = shown(buffer), text = after })

vim.api.nvim_buf_set_lines(buffer, at, at + 1, false, { before })
await('broken again', function() return on_line(buffer, line) end)
say({ step = 'broken again', ok = true, saw = shown(buffer) })

stopping = true
vim.lsp.stop_client(client)
await('stopped', function() return ended ~= nil end)
say({ step = 'stopped', ok = ended == 0, saw = ended })
finish(0)
