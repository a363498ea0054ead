"""What is known about Go code without building it: modules, versions, build tags, packages, light types, the std table."""
