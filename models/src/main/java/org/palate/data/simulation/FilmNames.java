// SPDX-License-Identifier: Apache-2.0
package org.palate.data.simulation;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palate.tensor.RandomStream;

/** Invents film titles for a genre, no two alike, and the names of directors. */
final class FilmNames {
  private static final List<String> QUALITIES =
      words(
          "Silent Crooked Golden Hollow Distant Burning Gentle Broken Crimson Paper Midnight Wild"
              + " Forgotten Slow Salted Velvet Iron Borrowed Restless Pale Hidden Lonely Electric"
              + " Amber Second Last Stolen Honest Frozen Reckless Tender Narrow Blue Invisible"
              + " Fearless Quiet Scarlet Unfinished Perfect Ordinary Sleeping Bitter Lucky Empty"
              + " Northern Glass Wicked Early Long Unlikely");
  private static final List<String> THINGS =
      words(
          "Harbour Orchard Winter Letter Garden Promise Bridge Mirror River Ladder Carnival Summer"
              + " Daughter Stranger Clockmaker Lighthouse Kingdom Sparrow Piano Journey Tide Window"
              + " Neighbour Season Voyage Portrait Island Lantern Road Wedding Teacher Mountain"
              + " Secret Violin Valley Photograph Sister Return Balcony Horizon Rain Bargain"
              + " Compass Station Market Crossing Sailor Echo Feather Inheritance");
  private static final List<String> PLACES =
      words(
          "Lisbon Tangier Bergen Odessa Valparaiso Trieste Galway Marseille Havana Kyoto Samarkand"
              + " Oslo Naples Calcutta Montevideo Riga Antwerp Dakar Cardiff Krakow Aleppo Seville"
              + " Tbilisi Halifax Cordoba Ghent Izmir Manila Porto Tallinn");
  private static final List<String> PEOPLE =
      words(
          "Clara Tomas Ingrid Oscar Mathilda Ravi Leonora Samuel Yara Emil Josephine Hugo Amina"
              + " Viktor Rosalind Mateo Odette Kenji Florence Idris Margot Anselm Nadia Walter"
              + " Elena Cyrus Beatrice Lorenz Salome Wilbur");
  private static final List<String> SURNAMES =
      words(
          "Almeida Brandt Castell Dervish Ekholm Farrow Galindo Hartmann Ivanova Jarvis Kowalski"
              + " Lindqvist Moreau Nakata Okafor Petrov Quintero Rosales Sandoval Tanaka Ullmann"
              + " Varga Whitlock Yilmaz Zeller Abbott Bellini Corrigan Duarte Eriksen Fontaine"
              + " Grimaldi Hollis Iyer Jansen Keller Laurent Mbeki Novak Ortega");

  /** Things that films of a genre are about; a genre not listed takes {@link #THINGS}. */
  private static final Map<String, List<String>> GENRE_THINGS =
      Map.ofEntries(
          Map.entry(
              "Action",
              words("Pursuit Convoy Strike Vendetta Escape Bullet Fortress Ambush Outlaw Fuse")),
          Map.entry(
              "Adventure",
              words("Expedition Treasure Caravan Jungle Voyage Temple Captain Map Canyon Relic")),
          Map.entry(
              "Animation",
              words("Hedgehog Balloon Dragonfly Robot Teapot Snowman Badger Comet Puppet Acorn")),
          Map.entry(
              "Children's",
              words("Puppy Treehouse Kite Pony Wizard Birthday Snowman Otter Circus Bicycle")),
          Map.entry(
              "Comedy",
              words(
                  "Honeymoon Landlord Mix-Up Cousin Holiday Reunion Roommate Toupee Divorce"
                      + " Alibi")),
          Map.entry(
              "Crime",
              words(
                  "Heist Informant Racket Verdict Fence Ledger Safecracker Alibi Syndicate Debt")),
          Map.entry(
              "Documentary",
              words(
                  "Archive Glacier Strike Kitchen Migration Factory Ocean Chorus Border Harvest")),
          Map.entry(
              "Fantasy",
              words("Sorcerer Crown Enchantment Dragon Spell Changeling Realm Oracle Giant Cloak")),
          Map.entry(
              "Film-Noir",
              words("Alley Cigarette Shadow Widow Shakedown Payphone Nightclub Blackmail Corpse")),
          Map.entry(
              "Horror",
              words("Crypt Whisper Cellar Curse Shroud Asylum Scream Parasite Nightmare Coffin")),
          Map.entry(
              "Musical",
              words("Melody Chorus Serenade Waltz Spotlight Ballad Encore Cabaret Tango Overture")),
          Map.entry(
              "Mystery",
              words("Cipher Witness Disappearance Locket Riddle Manor Confession Keyhole Clue")),
          Map.entry(
              "Romance",
              words("Kiss Valentine Proposal Embrace Heart Goodbye Engagement Dance Affair Rose")),
          Map.entry(
              "Sci-Fi",
              words(
                  "Orbit Android Signal Colony Singularity Nebula Paradox Capsule Clone Meridian")),
          Map.entry(
              "Thriller",
              words(
                  "Hostage Conspiracy Deadline Double Trap Protocol Witness Ransom Intruder Code")),
          Map.entry(
              "War", words("Trench Regiment Armistice Front Bunker Squadron Deserter Siege Flag")),
          Map.entry(
              "Western",
              words("Sheriff Prairie Stagecoach Gunslinger Ranch Saloon Showdown Mustang Bounty")));

  private final RandomStream random;
  private final Set<String> taken = new HashSet<>();

  FilmNames(RandomStream random) {
    this.random = random;
  }

  /** A title nobody has yet, for a film of this genre; a sequel's if inventions run out. */
  String title(String genre) {
    String title = invent(genre);
    for (int tries = 0; tries < 20 && taken.contains(title); tries++) {
      title = invent(genre);
    }
    String unique = title;
    for (int part = 2; !taken.add(unique); part++) {
      unique = title + " " + part;
    }
    return unique;
  }

  private String invent(String genre) {
    List<String> things = GENRE_THINGS.getOrDefault(genre, THINGS);
    String thing = pick(random.nextInt(3) == 0 ? THINGS : things);
    String other = pick(THINGS);
    return switch (random.nextInt(14)) {
      case 0, 1, 2 -> "The " + pick(QUALITIES) + " " + thing;
      case 3 -> pick(QUALITIES) + " " + thing;
      case 4 -> "The " + thing + " of " + pick(PLACES);
      case 5 -> pick(PEOPLE) + " and the " + thing;
      case 6 -> pick(PEOPLE) + "'s " + thing;
      case 7 -> "The " + thing + " and the " + other;
      case 8 -> "Last " + thing + " in " + pick(PLACES);
      case 9 ->
          ("AEIOU".indexOf(thing.charAt(0)) < 0 ? "A " : "An ") + thing + " for " + pick(PEOPLE);
      case 10 -> "Beyond the " + thing;
      case 11 -> pick(PLACES) + " " + thing;
      case 12 -> "Waiting for " + pick(PEOPLE) + " " + pick(SURNAMES);
      default -> "The " + pick(QUALITIES) + " " + other + " of " + pick(PLACES);
    };
  }

  /** A first and a last name that nobody has yet, with an initial between them if need be. */
  String person() {
    String person = pick(PEOPLE) + " " + pick(SURNAMES);
    while (!taken.add(person)) {
      person = pick(PEOPLE) + " " + pick(PEOPLE).charAt(0) + ". " + pick(SURNAMES);
    }
    return person;
  }

  private String pick(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  private static List<String> words(String words) {
    return List.of(words.split(" "));
  }
}
