package wireroom.bench.against;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import opennlp.tools.namefind.NameFinderME;
import opennlp.tools.namefind.NameSample;
import opennlp.tools.namefind.TokenNameFinderFactory;
import opennlp.tools.util.ObjectStreamUtils;
import opennlp.tools.util.Span;
import opennlp.tools.util.TrainingParameters;
import wireroom.bench.Contender;

/** The maximum entropy name finder of OpenNLP, trained with its defaults: there is no current model of it to download. */
public final class OpenNlp implements Contender {
    @Override
    public String name() {
        return "opennlp";
    }

    @Override
    public Engine ready(Path train) throws IOException {
        if (train == null) {
            return null;
        }
        NameFinderME finder = new NameFinderME(NameFinderME.train(
                "en",
                null,
                ObjectStreamUtils.createObjectStream(samples(train)),
                TrainingParameters.defaultParams(),
                new TokenNameFinderFactory()));
        return sentences -> {
            int inNames = 0;
            finder.clearAdaptiveData();
            for (String[] sentence : sentences) {
                for (Span name : finder.find(sentence)) {
                    inNames += name.length();
                }
            }
            return inNames;
        };
    }

    private static List<NameSample> samples(Path file) throws IOException {
        List<NameSample> samples = new ArrayList<>();
        List<String> words = new ArrayList<>();
        List<Span> names = new ArrayList<>();
        boolean newText = true;
        int begun = -1;
        String type = "";
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.add("");
        for (String line : lines) {
            int tab = line.indexOf('\t');
            boolean end = tab < 0 || line.startsWith("-DOCSTART-");
            String label = end ? "O" : line.substring(tab + 1).strip();
            if (begun >= 0 && !label.equals("I-" + type)) {
                names.add(new Span(begun, words.size(), type));
                begun = -1;
            }
            if (end) {
                if (!words.isEmpty()) {
                    samples.add(new NameSample(words.toArray(new String[0]), names.toArray(new Span[0]), newText));
                }
                newText = line.startsWith("-DOCSTART-") || newText && words.isEmpty();
                words.clear();
                names.clear();
                continue;
            }
            if (begun < 0 && !label.equals("O")) {
                begun = words.size();
                type = label.substring(2);
            }
            words.add(line.substring(0, tab));
        }
        return samples;
    }
}
