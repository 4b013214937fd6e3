package files

import (
	"context"
	"fmt"
	"io"

	"github.com/rejoin-chat/rejoin/internal/archive"
)

// pieceBytes is how much of an object is in memory for each who reads it.
const pieceBytes = 1 << 20

// pieces reads an object piece by piece: who has a link decides how slowly he reads,
// and how often at a time.
type pieces struct {
	ctx    context.Context
	bucket archive.Bucket
	key    string
	size   int64
	at     int64
	piece  []byte // what is at hand
	from   int64  // where it begins
}

// newPieces reads the first piece. The errors of archive.Bucket.Range.
func newPieces(ctx context.Context, bucket archive.Bucket, key string) (*pieces, error) {
	first, size, err := bucket.Range(ctx, key, 0, pieceBytes)
	if err != nil {
		return nil, err
	}
	return &pieces{ctx: ctx, bucket: bucket, key: key, size: size, piece: first}, nil
}

// Read implements io.Reader.
func (p *pieces) Read(into []byte) (int, error) {
	if p.at >= p.size {
		return 0, io.EOF
	}
	if p.at < p.from || p.at >= p.from+int64(len(p.piece)) {
		if err := p.load(); err != nil {
			return 0, err
		}
	}
	n := copy(into, p.piece[p.at-p.from:])
	p.at += int64(n)
	return n, nil
}

func (p *pieces) load() error {
	piece, size, err := p.bucket.Range(p.ctx, p.key, p.at, pieceBytes)
	if err == nil && (size != p.size || len(piece) == 0) {
		err = fmt.Errorf("%w: %s has changed while it was read", archive.ErrDamaged, p.key)
	}
	if err != nil {
		return err
	}
	p.piece, p.from = piece, p.at
	return nil
}

// Seek implements io.Seeker.
func (p *pieces) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += p.at
	case io.SeekEnd:
		offset += p.size
	}
	if offset < 0 {
		return 0, fmt.Errorf("%d lies before the object", offset)
	}
	p.at = offset
	return offset, nil
}
