package wireroom.bench.against;

import edu.stanford.nlp.ie.crf.CRFClassifier;
import edu.stanford.nlp.ling.CoreAnnotations;
import edu.stanford.nlp.ling.CoreLabel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import wireroom.bench.Contender;

/** The three-class conditional random field of Stanford CoreNLP. */
public final class CoreNlp implements Contender {
    private static final String MODEL = "edu/stanford/nlp/models/ner/english.all.3class.distsim.crf.ser.gz";

    @Override
    public String name() {
        return "stanford";
    }

    @Override
    public Engine ready(Path train) throws IOException {
        CRFClassifier<CoreLabel> classifier;
        try {
            classifier = CRFClassifier.getClassifier(MODEL);
        } catch (ClassNotFoundException e) {
            throw new IOException("the jar of models does not go with the engine", e);
        }
        return sentences -> {
            int inNames = 0;
            for (String[] sentence : sentences) {
                List<CoreLabel> words = new ArrayList<>(sentence.length);
                for (String word : sentence) {
                    CoreLabel label = new CoreLabel();
                    label.setWord(word);
                    label.setValue(word);
                    words.add(label);
                }
                for (CoreLabel word : classifier.classifySentence(words)) {
                    inNames += "O".equals(word.get(CoreAnnotations.AnswerAnnotation.class)) ? 0 : 1;
                }
            }
            return inNames;
        };
    }
}
