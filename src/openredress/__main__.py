from openredress.ops.cli import main

main()
