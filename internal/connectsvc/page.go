package connectsvc

import (
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// defaultPage is the length of a page of a list when the caller does not say.
// The model names the greatest length only.
const defaultPage = 100

// pageRequest is where a page of a list begins and how long it may be.
type pageRequest struct {
	after string // the last id of the page before, "" for the first page
	limit int
}

// openPage reads the paging members of a list. A token is good for the list that
// it was made for, named by the operation and what it lists.
func (b *backend) openPage(list string, nextToken *string, maxResults *int32) (pageRequest, error) {
	p := pageRequest{limit: defaultPage}
	if maxResults != nil {
		p.limit = int(*maxResults)
	}
	if text(nextToken) == "" {
		return p, nil
	}
	after, err := b.Tokens.OpenPage(list, *nextToken)
	if err != nil {
		return p, chat.Invalid("NextToken", "is not a token of this list")
	}
	p.after = string(after)
	return p, nil
}

// sealPage makes the token of the page that follows an id, none for "".
func (b *backend) sealPage(list, after string) (*string, error) {
	if after == "" {
		return nil, nil
	}
	t, err := b.Tokens.SealPage(list, []byte(after))
	if err != nil {
		return nil, chat.Internal("make a page token", err)
	}
	return &t, nil
}
