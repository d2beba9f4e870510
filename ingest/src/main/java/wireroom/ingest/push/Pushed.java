package wireroom.ingest.push;

import java.util.List;

/** Takes what is pushed; its calls return when what they were given is committed, or say why it is not. */
public interface Pushed {

    /** What becomes of one document. */
    Answer read(Request request);

    /**
     * What becomes of lines that come one after the other, each a document.
     *
     * @param head the request, with an empty body
     */
    Lines lines(Request head);

    /** The lines of one request, taken in their order by one thread. */
    interface Lines extends AutoCloseable {
        /**
         * What becomes of the next lines.
         *
         * @param last whether the request ends with them
         */
        Answer take(List<Line> lines, boolean last);

        @Override
        void close();
    }

    /**
     * A line.
     *
     * @param number from 1, blank ones counted
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
    record Line(long number, byte[] bytes) {}

    /**
     * A request.
     *
     * @param id its name, unique in this process
     * @param body all of it
     * @param provider as told, or null
     * @param source as told, or null
     * @param contentType as told, or null
     * @param key its idempotency key, or null
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
    record Request(String id, byte[] body, String provider, String source, String contentType, String key) {}

    /** What became of it. */
    sealed interface Answer {
        /** It is committed: what came of it, in the order of the document or the lines. */
        record Done(List<Result> results) implements Answer {}

        /** Its key stands for other bytes; nothing was published. */
        record Misused(String detail) implements Answer {}

        /** Its key is being worked on; nothing was published. */
        record Busy(String detail) implements Answer {}

        /** Kafka or the registry did not take it, or not in time: sent again it is taken once. */
        record Away(String why) implements Answer {}
    }

    /** What becomes of an item. */
    enum Status {
        /** It is new, and published. */
        ACCEPTED,
        /** Just these bytes were taken before: not published again. */
        KNOWN,
        /** It is refused, and kept with the reason. */
        REJECTED
    }

    /**
     * One item, or what should have been one.
     *
     * @param line of lines, from 1; else 0
     * @param index in the document or among the results of all lines, from 0
     * @param id article id; null when it was refused
     * @param version as the wire wrote it, or null
     * @param problem why it was refused; null when it was not
     */
    record Result(long line, long index, Status status, String id, String version, Problem problem) {}

    /** A refusal: what, where, and the mend. */
    record Problem(String code, String detail, String mend) {}
}
