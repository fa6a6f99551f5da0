"""From an upload to what is shown: decoded, checked and made anew in a process of its own that can touch nothing else.

`signs` looks at the bytes, `render` decodes and draws, `phash` computes hashes, `child` is the program of that process,
`workshop` starts it and judges how it ended. None of them knows anything of this system.
"""
