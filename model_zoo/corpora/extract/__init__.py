"""One extractor per kind of source: files of a package in, paragraphs of English out."""
