package directory

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// maxTags bounds the tags of a resource. spec: TagResource tags.
const maxTags = 50

// Tags reads the tags of a resource by its ARN: the instance's, or one of a kind
// that has ARNs. KindInvalid for what is no ARN of Connect, KindNotFound.
// spec: ListTagsForResource.
func (d *Directory) Tags(ctx context.Context, arn string) (map[string]string, error) {
	_, r, err := d.byARN(ctx, arn)
	return r.Tags, err
}

// Tag adds and replaces tags of a resource. KindInvalid, KindNotFound.
// spec: TagResource.
func (d *Directory) Tag(ctx context.Context, arn string, tags map[string]string) error {
	return d.retag(ctx, arn, func(have map[string]string) error {
		maps.Copy(have, tags)
		if len(have) > maxTags {
			return chat.Invalid("tags", fmt.Sprintf("the resource would have %d tags, the limit is %d", len(have), maxTags))
		}
		return nil
	})
}

// Untag removes tags of a resource; ones that it does not have are no error.
// KindInvalid, KindNotFound. spec: UntagResource.
func (d *Directory) Untag(ctx context.Context, arn string, keys []string) error {
	return d.retag(ctx, arn, func(have map[string]string) error {
		for _, k := range keys {
			delete(have, k)
		}
		return nil
	})
}

func (d *Directory) retag(ctx context.Context, arn string, change func(map[string]string) error) error {
	var err error
	for range maxStale {
		k, r, failed := d.byARN(ctx, arn)
		if failed != nil {
			return failed
		}
		tags := map[string]string{}
		maps.Copy(tags, r.Tags)
		if failed := change(tags); failed != nil {
			return failed
		}
		r.Tags = tags
		if err = d.store.SaveResource(ctx, r); !errors.Is(err, store.ErrStale) {
			return explain(k, err)
		}
	}
	return explain(KindInstance, err)
}

// byARN reads the resource that an ARN names.
func (d *Directory) byARN(ctx context.Context, arn string) (Kind, store.Resource, error) {
	p, ok := ParseARN(arn)
	if !ok {
		return Kind{}, store.Resource{}, chat.Invalid("resourceArn", "is not the ARN of a resource of Amazon Connect")
	}
	k, id := KindInstance, string(p.Instance)
	if p.Type != "" {
		if k, ok = KindOfARN(p.Type); !ok {
			return Kind{}, store.Resource{}, chat.NotFound("resourceArn", "the resource does not exist")
		}
		id = p.ID
	}
	r, err := d.store.Resource(ctx, p.Instance, k.Store, id)
	return k, r, explain(k, err)
}
