module read-macho

go 1.26

require github.com/blacktop/go-macho v1.1.296
