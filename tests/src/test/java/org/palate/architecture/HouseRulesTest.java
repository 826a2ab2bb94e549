// SPDX-License-Identifier: Apache-2.0
package org.palate.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule catches a small class that breaks it, and lets one pass that does not. */
final class HouseRulesTest {
  private static final String VECTORS = "import jdk.incubator.vector.*;";

  @TempDir Path directory;

  @Test
  void usingAPackageFurtherDownIsCaughtHoweverItIsWritten() throws IOException {
    String layer = "package org.palate.nn; public class Layer {}";
    String expected = "org.palate.tensor.A uses org.palate.nn, which is not above its own package";
    for (String body :
        List.of(
            "org.palate.nn.Layer field;",
            "Object make() { return new org.palate.nn.Layer(); }",
            "java.util.List<org.palate.nn.Layer> layers;",
            "void take(org.palate.nn.Layer[] layers) {}",
            "Runnable run() { return org.palate.nn.Layer::new; }")) {
      assertEquals(
          List.of(expected), broken(layer, "package org.palate.tensor; class A {" + body + "}"));
    }
    assertEquals(
        List.of(),
        broken(
            "package org.palate.tensor; public class Tensor {}",
            "package org.palate.nn; class A { org.palate.tensor.Tensor field; }"));
  }

  @Test
  void theEngineKnowsNothingOfTheModels() throws IOException {
    assertEquals(
        List.of("org.palate.io.A uses org.palate.data, which is not above its own package"),
        broken(
            "package org.palate.data; public class Users {}",
            "package org.palate.io; class A { org.palate.data.Users users; }"));
  }

  /** {@code org.palate.kernel.inner} stands in no list, though {@code kernel} does. */
  @Test
  void aPackageInsideAnotherIsAPackageOfItsOwn() throws IOException {
    assertEquals("kernel/inner", HouseRules.packageOf("org/palate/kernel/inner/A$B"));
    assertEquals("kernel", HouseRules.packageOf("org/palate/kernel/package-info"));
    assertEquals(
        List.of(
            "org.palate.kernel.inner.A is in a package this test does not know; add it where it"
                + " belongs"),
        broken("package org.palate.kernel.inner; class A {}"));
  }

  @Test
  void unknownPackagesAreCaught() throws IOException {
    assertEquals(
        List.of(
            "org.palate.util.A is in a package this test does not know; add it where it belongs"),
        broken("package org.palate.util; class A {}"));
  }

  @Test
  void loopsThatCheckNothingAreForOtherKernelsAlone() throws IOException {
    String loops = "package org.palate.kernel.reduction; public class VectorReductions {}";
    String body = " class A { org.palate.kernel.reduction.VectorReductions loops; }";
    assertEquals(
        List.of("org.palate.nn.A uses loops that check no argument; go by Engine.kernels()"),
        broken(loops, "package org.palate.nn;" + body));
    assertEquals(List.of(), broken(loops, "package org.palate.kernel.cell;" + body));
  }

  @Test
  void aForwardThatTakesATapeBesideAVariableIsCaught() throws IOException {
    String[] engine = {
      "package org.palate.autograd; public class Tape {}",
      "package org.palate.autograd; public class Variable {}"
    };
    String start = "package org.palate.nn; import org.palate.autograd.*; class A { ";
    assertEquals(
        List.of(
            "org.palate.nn.A takes both a tape and a variable, which knows its tape, in forward"),
        broken(engine[0], engine[1], start + "void forward(Tape t, Variable... x) {} }"));
    assertEquals(
        List.of(),
        broken(
            engine[0],
            engine[1],
            start
                + "Variable forward(Tape t, int[] ids) { return null; } void forward(Variable x) {}"
                + " }"));
  }

  @Test
  void vectorsThatLeaveAMethodAreCaught() throws IOException {
    for (String method :
        List.of(
            "private FloatVector m() { return null; }",
            "static void m(FloatVector v) {}",
            "void m(VectorMask<Float>[] masks) {}",
            "void m(java.util.List<FloatVector> list) {}")) {
      assertEquals(
          List.of("org.palate.kernel.A passes or returns a vector type in m"),
          broken("package org.palate.kernel;" + VECTORS + "class A {" + method + "}"));
    }
  }

  @Test
  void vectorsHiddenInALambdaAreCaught() throws IOException {
    List<String> faults =
        broken(
            "package org.palate.kernel;"
                + VECTORS
                + "class A { float m(float[] x) {"
                + "  FloatVector v = FloatVector.fromArray(FloatVector.SPECIES_128, x, 0);"
                + "  java.util.function.IntUnaryOperator f = i -> (int) v.lane(i);"
                + "  return f.applyAsInt(0); } }");
    assertEquals(
        List.of("org.palate.kernel.A passes or returns a vector type in lambda$m$0"), faults);
  }

  @Test
  void vectorsInFieldsAreCaughtAndSpeciesConstantsAreNot() throws IOException {
    for (String field :
        List.of(
            "FloatVector f;",
            "static final FloatVector f = null;",
            "FloatVector[] f;",
            "java.util.List<FloatVector> f;",
            "VectorSpecies<Float> f;")) {
      assertEquals(
          List.of("org.palate.kernel.A keeps a vector type in the field f"),
          broken("package org.palate.kernel;" + VECTORS + "class A {" + field + "}"));
    }
    assertEquals(
        List.of(),
        broken(
            "package org.palate.kernel;"
                + VECTORS
                + "class A { static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;"
                + " float m(float[] x) {"
                + "   return FloatVector.fromArray(S, x, 0).fma(2f, 1f).lane(0); } }"));
  }

  @Test
  void vectorsOutsideTheKernelsAreCaught() throws IOException {
    assertEquals(
        List.of("org.palate.tensor.A uses the Vector API outside org.palate.kernel"),
        broken(
            "package org.palate.tensor;"
                + VECTORS
                + "class A { int m() { return FloatVector.SPECIES_128.length(); } }"));
  }

  @Test
  void reflectionIsCaught() throws IOException {
    assertEquals(
        List.of("org.palate.io.A calls Class.forName: reflection"),
        inIo("Object m() throws Exception { return Class.forName(\"x\"); }"));
    assertEquals(
        List.of("org.palate.io.A uses java/lang/reflect/: reflection"),
        inIo("Object m() { return getClass().getDeclaredFields().length; }"));
    assertEquals(
        List.of("org.palate.io.A uses java/util/ServiceLoader: a service locator"),
        inIo("Object m() { return java.util.ServiceLoader.load(Runnable.class); }"));
    assertEquals(
        List.of("org.palate.io.A uses sun/misc/Unsafe: unsafe memory access"),
        inIo("sun.misc.Unsafe unsafe;"));
  }

  @Test
  void mathWhoseLastBitVariesIsCaught() throws IOException {
    for (String call : List.of("exp(x)", "log(x)", "pow(x, 2)", "tanh(x)", "cbrt(x)")) {
      String name = call.substring(0, call.indexOf('('));
      assertEquals(
          List.of(
              "org.palate.io.A calls Math." + name + ", whose last bit is the platform's choice"),
          inIo("double m(double x) { return Math." + call + "; }"));
    }
    assertEquals(
        List.of(),
        inIo("double m(double x) { return Math.fma(x, Math.sqrt(x), StrictMath.exp(x)); }"));
  }

  @Test
  void vectorOperationsThatChangeOnceCompiledAreCaught() throws IOException {
    String load = "FloatVector v = FloatVector.fromArray(FloatVector.SPECIES_128, x, 0);";
    assertEquals(
        List.of(
            "org.palate.kernel.A uses the vector operation EXP, whose bits change once compiled"),
        inKernel(load + "return v.lanewise(VectorOperators.EXP).lane(0);"));
    assertEquals(
        List.of(
            "org.palate.kernel.A uses the vector operation pow, whose bits change once compiled"),
        inKernel(load + "return v.pow(2f).lane(0);"));
    assertEquals(
        List.of(
            "org.palate.kernel.A calls reduceLanes, whose order of adding changes once compiled"),
        inKernel(load + "return v.reduceLanes(VectorOperators.ADD);"));
    assertEquals(
        List.of(), inKernel(load + "return v.lanewise(VectorOperators.ABS).sqrt().lane(0);"));
  }

  @Test
  void unkeyedRandomnessIsCaught() throws IOException {
    assertEquals(
        List.of(
            "org.palate.io.A uses java/util/Random: randomness without a key; use RandomStream"),
        inIo("java.util.Random random;"));
    assertEquals(
        List.of("org.palate.io.A calls Math.random: randomness without a key; use RandomStream"),
        inIo("double m() { return Math.random(); }"));
    assertEquals(
        List.of(
            "org.palate.io.A calls Collections.shuffle: randomness without a key; use"
                + " RandomStream"),
        inIo("void m(java.util.List<?> list) { java.util.Collections.shuffle(list); }"));
  }

  @Test
  void workSplitAtWillIsCaught() throws IOException {
    assertEquals(
        List.of("org.palate.io.A calls parallel, which splits work as it likes; use Workers"),
        inIo("double m(double[] x) { return java.util.Arrays.stream(x).parallel().sum(); }"));
    assertEquals(
        List.of("org.palate.io.A calls parallelStream, which splits work as it likes; use Workers"),
        inIo("Object m(java.util.List<?> x) { return x.parallelStream(); }"));
  }

  @Test
  void staticFieldsThatChangeAreCaught() throws IOException {
    assertEquals(
        List.of("org.palate.io.A static count is not final: state shared by everyone"),
        inIo("static int count;"));
    assertEquals(
        List.of("org.palate.io.A static COUNT holds state shared by everyone"),
        inIo(
            "static final java.util.concurrent.atomic.AtomicInteger COUNT ="
                + " new java.util.concurrent.atomic.AtomicInteger();"));
    assertEquals(
        List.of("org.palate.io.A static CACHE holds state shared by everyone"),
        inIo("static final ThreadLocal<float[]> CACHE = new ThreadLocal<>();"));
    assertEquals(List.of(), inIo("static final int COUNT = 3; int own;"));
    assertEquals(
        List.of(),
        inIo("enum E { X, Y } int m(E e) { return switch (e) { case X -> 1; case Y -> 2; }; }"));
  }

  @Test
  void formatsThatDoNotFitTheirValuesAreCaught() throws IOException {
    assertEquals(
        List.of("org.palate.io.A formats 2 values by \" %s\""),
        inIo("String m(Object a, int b) { return \"%s \" + \" %s\".formatted(a, b); }").stream()
            .filter(fault -> fault.contains("formats"))
            .toList());
    assertEquals(
        List.of("org.palate.io.A formats 1 values by \"%d of %d\""),
        inIo("String m(int a) { return String.format(\"%d of %d\", a); }"));
    assertEquals(
        List.of("org.palate.io.A leaves placeholders in \"came %s\""),
        inIo("void m() { throw new IllegalStateException(\"came %s\"); }"));
    assertEquals(
        List.of("org.palate.io.A leaves placeholders in \"\1 of %.2f\""),
        inIo("String m(int a) { return a + \" of %.2f\"; }"));
    assertEquals(
        List.of(),
        inIo(
            "String m(int a, String b) { return (\"%d %% of \" + \"%s%n\").formatted(a,"
                + " \"%s\".formatted(b)) + (b + \" %d\").formatted(a) +"
                + " String.format(java.util.Locale.ROOT, \"%4.1f\", 1.0);}"));
  }

  private List<String> inIo(String members) throws IOException {
    return broken("package org.palate.io; class A {" + members + "}");
  }

  private List<String> inKernel(String body) throws IOException {
    return broken(
        "package org.palate.kernel;" + VECTORS + "class A { float m(float[] x) {" + body + "} }");
  }

  /** Compiles the sources, each a file of its own, and asks the rules about all of them. */
  private List<String> broken(String... sources) throws IOException {
    return CompiledClasses.of(directory, List.of(sources)).stream()
        .flatMap((ClassModel type) -> HouseRules.broken(type).stream())
        .toList();
  }
}
