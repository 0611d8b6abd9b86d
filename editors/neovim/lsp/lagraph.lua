-- Neovim 0.11 or newer. Copy this file to ~/.config/nvim/lsp/lagraph.lua, and put into init.lua:
--   vim.lsp.enable('lagraph')
return {
  cmd = { 'lagraph', 'lsp' },
  filetypes = { 'yaml' },
  -- Only graphs: other YAML files are left to other servers.
  root_dir = function(buffer, on_root)
    for _, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, 50, false)) do
      if line:match('^lagraph%s*:') then
        return on_root(vim.fs.root(buffer, { '.git', 'package.json' }) or vim.fn.getcwd())
      end
    end
  end,
}
