package wireroom.ingest.format.container;

import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.ItemSink;

/** One document, compressed; several compressed parts one behind the other are one document. */
final class Gzip {
    private static final int BUFFER = 32 * 1024;

    private Gzip() {}

    static void parse(Document document, byte[] start, ItemSink sink, Containers.Members members) {
        try {
            GZIPInputStream gzip = new GZIPInputStream(document.input(), BUFFER);
            Inflow inflow =
                    new Inflow(gzip, document.limits(), document.limits().containerBytes(), document.input()::position);
            Containers.member(document, name(document.place()), inflow, start, 0, sink, members);
        } catch (IOException e) {
            Containers.refuse(
                    document,
                    sink,
                    new Damage(
                            false,
                            "no gzip header: " + e.getMessage(),
                            document.input().position()),
                    start,
                    0);
        }
    }

    /** Name of what is in it: {@code a.json} in {@code a.json.gz}, {@code a.tar} in {@code a.tgz}. */
    private static String name(String place) {
        String file = place.substring(place.lastIndexOf('/') + 1);
        String lower = file.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".tgz")) {
            return file.substring(0, file.length() - 3) + "tar";
        }
        return lower.endsWith(".gz") ? file.substring(0, file.length() - 3) : file;
    }
}
