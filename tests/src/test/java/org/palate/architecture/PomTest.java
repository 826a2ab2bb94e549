// SPDX-License-Identifier: Apache-2.0
package org.palate.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.palate.TestData;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Holds the builds to what they may fetch: native engines belong to the comparison with them. */
final class PomTest {
  private static final List<String> POMS =
      List.of("pom.xml", "engine/pom.xml", "models/pom.xml", "bench/pom.xml", "tests/pom.xml");

  @Test
  void onlyTheProfilePeersOfTheBenchmarksNamesDjl() throws Exception {
    Set<String> places = new TreeSet<>();
    for (String pom : POMS) {
      for (Element group : elements(pom, "groupId")) {
        if (group.getTextContent().startsWith("ai.djl")) {
          places.add(pom + ", " + profile(group));
        }
      }
    }
    assertEquals(Set.of("bench/pom.xml, peers"), places);
  }

  @Test
  void theProfilePeersHasToBeAskedFor() throws Exception {
    for (Element activation : elements("bench/pom.xml", "activation")) {
      assertFalse(profile(activation).equals("peers"), "it switches itself on");
    }
  }

  @Test
  void librariesDependOnEachOtherAtMost() throws Exception {
    for (String library : List.of("engine/pom.xml", "models/pom.xml")) {
      for (Element dependency : elements(library, "dependency")) {
        assertEquals("org.palate", child(dependency, "groupId"), library);
      }
    }
  }

  /** The modules inherit what the parent has; a person fills in the placeholders. */
  @Test
  void librariesSayWhatMavenCentralAsksFor() throws Exception {
    for (String wanted :
        List.of(
            "name",
            "description",
            "url",
            "licenses/license/name",
            "licenses/license/url",
            "developers/developer/name",
            "developers/developer/email",
            "scm/connection",
            "scm/developerConnection",
            "scm/url")) {
      assertFalse(text("pom.xml", wanted).isBlank(), "pom.xml: expected <" + wanted + ">");
    }
    for (String library : List.of("engine/pom.xml", "models/pom.xml")) {
      for (String own : List.of("name", "description")) {
        assertFalse(text(library, own).isBlank(), library + ": expected <" + own + ">");
      }
    }
  }

  @Test
  void librariesAttachSourcesAndDocumentation() throws Exception {
    for (String library : List.of("engine/pom.xml", "models/pom.xml")) {
      Set<String> bound = new TreeSet<>();
      for (Element execution : elements(library, "execution")) {
        String plugin = child((Element) execution.getParentNode().getParentNode(), "artifactId");
        bound.add(plugin + " " + child(execution, "id") + " in " + child(execution, "phase"));
      }
      assertEquals(
          Set.of(
              "exec-maven-plugin module-info in package",
              "maven-jar-plugin sources in package",
              "maven-clean-plugin javadoc in install",
              "exec-maven-plugin javadoc in install",
              "maven-jar-plugin javadoc in install"),
          bound,
          library);
    }
  }

  @Test
  void testsRunWithoutDjl() {
    assertNull(ClassLoader.getSystemResource("ai/djl/ndarray/NDArray.class"));
  }

  private static List<Element> elements(String pom, String name) throws Exception {
    NodeList nodes =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(TestData.checkout().resolve(pom).toFile())
            .getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  /** The id of the profile around an element; "every build" where there is none. */
  private static String profile(Node element) {
    for (Node node = element; node != null; node = node.getParentNode()) {
      if (node.getNodeName().equals("profile")) {
        return child((Element) node, "id");
      }
    }
    return "every build";
  }

  /** The text at a path below the project; empty where there is none. */
  private static String text(String pom, String path) throws Exception {
    return XPathFactory.newInstance()
        .newXPath()
        .evaluate("/project/" + path, elements(pom, "project").getFirst());
  }

  private static String child(Element element, String name) {
    return element.getElementsByTagName(name).item(0).getTextContent();
  }
}
