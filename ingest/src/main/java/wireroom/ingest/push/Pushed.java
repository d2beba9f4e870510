package wireroom.ingest.push;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Takes what is pushed. */
@FunctionalInterface
public interface Pushed {

    /** What becomes of a request, once it is committed; fails when Kafka or the registry does not take it. */
    CompletableFuture<Answer> read(Request request);

    /**
     * A request.
     *
     * @param id its name, unique in this process
     * @param body all of it
     * @param provider as told, or null
     * @param source as told, or null
     * @param contentType as told, or null
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
    record Request(String id, byte[] body, String provider, String source, String contentType) {}

    /** Items and refusals in the order of the document. */
    record Answer(List<Item> items, List<Problem> rejects) {}

    /**
     * An item that was taken.
     *
     * @param index in the document, from 0
     * @param id article id
     * @param version as the wire wrote it, or null
     * @param known true when just this was pushed before, and so was not published again
     */
    record Item(int index, String id, String version, boolean known) {}

    /** A refusal: what, where, and the mend. */
    record Problem(int index, String code, String detail, String mend) {}
}
