package connectsvc

import (
	"context"

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

// listing is what a request for a page of an instance's resources has.
type listing struct {
	operation string
	instance  *string
	token     *string
	max       *int32
}

// pageOf reads the page that a listing asks for, by a function that reads up to a
// limit of resources after an id and says where the next page begins.
func pageOf[T any](ctx context.Context, b *backend, l listing, read func(ctx context.Context, instance chat.InstanceID, after string, limit int) ([]T, string, error)) (found []T, token *string, err error) {
	instance, err := b.Directory.Instance(ctx, text(l.instance))
	if err != nil {
		return nil, nil, err
	}
	return pageIn(b, l, instance.ID, func(page pageRequest) ([]T, string, error) {
		return read(ctx, instance.InstanceID, page.after, page.limit)
	})
}

// pageIn is pageOf for what is named by of: one resource, or an instance and a
// condition.
func pageIn[T any](b *backend, l listing, of string, read func(pageRequest) ([]T, string, error)) (found []T, token *string, err error) {
	list := l.operation + " " + of
	page, err := b.openPage(list, l.token, l.max)
	if err != nil {
		return nil, nil, err
	}
	found, next, err := read(page)
	if err != nil {
		return nil, nil, err
	}
	token, err = b.sealPage(list, next)
	return found, token, err
}

// sifted is what search found.
type sifted[T any] struct {
	page  []T
	token *string
	// total counts those of all pages.
	total *int64
}

// search reads the page that a listing asks for of those resources that a condition
// holds for. It looks through all of the kind, of which an instance has few, in the
// order in which they are read, which is that of their keys.
func search[T any](ctx context.Context, b *backend, l listing, read func(context.Context, chat.InstanceID) ([]T, error), holds func(*T) bool, key func(*T) string) (sifted[T], error) {
	var met []T
	all := func(ctx context.Context, instance chat.InstanceID, after string, limit int) ([]T, string, error) {
		every, err := read(ctx, instance)
		if err != nil {
			return nil, "", err
		}
		for i := range every {
			if holds(&every[i]) {
				met = append(met, every[i])
			}
		}
		found, next := cut(met, pageRequest{after, limit}, key)
		return found, next, nil
	}
	found, token, err := pageOf(ctx, b, l, all)
	return sifted[T]{found, token, new(int64(len(met)))}, err
}

// part reads a page of what one resource has, in order of keys.
func part[T any](b *backend, l listing, of string, all []T, key func(*T) string) (found []T, token *string, err error) {
	return pageIn(b, l, of, func(page pageRequest) ([]T, string, error) {
		found, next := cut(all, page, key)
		return found, next, nil
	})
}

// cut takes a page out of what is in order of keys, and says where the next one
// begins, "" at the end.
func cut[T any](all []T, page pageRequest, key func(*T) string) (found []T, next string) {
	first := 0
	for first < len(all) && key(&all[first]) <= page.after {
		first++
	}
	return head(all[first:], page.limit, key)
}

// head takes a page off the beginning of what is left of a list in any order, and
// says where the next one begins, "" at the end.
func head[T any](left []T, limit int, key func(*T) string) (found []T, next string) {
	if len(left) <= limit {
		return left, ""
	}
	return left[:limit], key(&left[limit-1])
}

// each reads or writes every element of a list. It never gives nil: an empty list
// of an answer is there.
func each[A, B any](all []A, one func(*A) B) []B {
	out := make([]B, len(all))
	for i := range all {
		out[i] = one(&all[i])
	}
	return out
}
