"""Reports as people and programs read them: one module a form, and the writers that ``scan`` picks from."""
