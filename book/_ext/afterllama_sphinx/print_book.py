"""Prints the whole book as one PDF: `python -m afterllama_sphinx.print_book`."""

from anybook.print.book_pdf import main

if __name__ == "__main__":
    main()
