package wireroom.gateway.index;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.FilterMergePolicy;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.TieredMergePolicy;

/**
 * Rewrites, on demand, only the segments that still hold erased text: a deleted document stays in its segment's files
 * until the segment is merged, and merging all segments for each kill would cost the whole index.
 */
final class ErasingMergePolicy extends FilterMergePolicy {
    private final Set<String> stained = ConcurrentHashMap.newKeySet();

    ErasingMergePolicy() {
        super(new TieredMergePolicy());
    }

    /** Names the segments that the next forced merge of deletes shall rewrite. */
    void stained(Set<String> segments) {
        stained.clear();
        stained.addAll(segments);
    }

    @Override
    public MergeSpecification findForcedDeletesMerges(SegmentInfos infos, MergeContext context) {
        MergeSpecification rewrites = new MergeSpecification();
        for (SegmentCommitInfo segment : infos) {
            if (stained.contains(segment.info.name)
                    && !context.getMergingSegments().contains(segment)) {
                rewrites.add(new OneMerge(List.of(segment)));
            }
        }
        return rewrites.merges.isEmpty() ? null : rewrites;
    }
}
