// The entry point is completed by the commands that land beside it.
