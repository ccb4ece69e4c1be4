# For each shape and rule: a change of base.trig after which it is still kept, near the line where one can be drawn,
# and for each of its constraints a change that breaks it for that reason alone. A section begins with
#   ## rule: conforms                       or
#   ## rule: Constraint                     or, where a general rule says the same of every property,
#   ## rule: Constraint, also other-rule other-rule
# and holds SPARQL updates, where SAY { … } puts triples into the default graph and into g:base, UNSAY { … } takes them out.

# ==== ontology/shapes.ttl

## thing-label: conforms
SAY { :pad rdfs:label "стартовая площадка"@ru }
## thing-label: MinCount
SAY { :new a mg:Place }
## thing-label: UniqueLang
SAY { :pad rdfs:label "another pad"@en }

## concept-label: conforms
INSERT DATA { concept:leak skos:prefLabel "Leck"@de }
## concept-label: MinCount
DELETE WHERE { concept:leak skos:prefLabel ?label }
## concept-label: UniqueLang
INSERT DATA { concept:leak skos:prefLabel "another leak"@en }

## concept-definition: conforms
INSERT DATA { concept:leak skos:definition "Etwas läuft aus."@de }
## concept-definition: MinCount
DELETE WHERE { concept:leak skos:definition ?text }

## concept-scheme: conforms
INSERT DATA { concept:leak skos:inScheme concept:event-kinds }
## concept-scheme: MinCount
DELETE WHERE { concept:landing skos:inScheme ?scheme }
## concept-scheme: Class
INSERT DATA { concept:leak skos:inScheme concept:landing }

## mission-launch: conforms
SAY { :new-launch a mg:Launch ; rdfs:label "new launch"@en ; mg:launchDate "1962-11-05"^^xsd:date ; mg:sortDate "1962-11-05"^^xsd:date ; mg:site :pad ; mg:rocketType :rocket ; mg:launchOutcome concept:launch-success .
  :new a mg:Mission ; rdfs:label "New"@en ; mg:craft :probe-craft ; mg:missionOutcome concept:mission-success ; mg:launch :new-launch }
## mission-launch: MinCount
SAY { :new a mg:Mission ; rdfs:label "New"@en ; mg:craft :probe-craft ; mg:missionOutcome concept:mission-success }
## mission-launch: Class, also value-of-wrong-class
SAY { :new a mg:Mission ; rdfs:label "New"@en ; mg:craft :probe-craft ; mg:missionOutcome concept:mission-success ; mg:launch :pad }

## mission-craft: conforms
UNSAY { :probe mg:craft :probe-craft }
SAY { :probe mg:craft :lander . :lander mg:spacecraftType :design ; mg:part :probe-craft }
## mission-craft: MinCount
UNSAY { :probe mg:craft :probe-craft }
SAY { :lander mg:part :probe-craft }
## mission-craft: Class, also value-of-wrong-class subject-of-wrong-class
UNSAY { :probe mg:craft :probe-craft }
SAY { :probe mg:craft :pad . :pad mg:spacecraftType :design . :lander mg:part :probe-craft }

## mission-outcome: conforms
UNSAY { :probe mg:missionOutcome concept:mission-lost-at-launch }
SAY { :probe mg:missionOutcome concept:mission-success }
## mission-outcome: MinCount
UNSAY { :probe mg:missionOutcome concept:mission-lost-at-launch }
## mission-outcome: Class, also value-of-wrong-class
UNSAY { :probe mg:missionOutcome concept:mission-lost-at-launch }
SAY { :probe mg:missionOutcome :pad }

## launch-date: conforms
UNSAY { :probe-launch mg:launchDate "1962-11-04"^^xsd:date }
SAY { :probe-launch mg:launchDate "1962-11-03"^^xsd:date }
## launch-date: MinCount
UNSAY { :probe-launch mg:launchDate "1962-11-04"^^xsd:date }
## launch-date: MaxCount, also two-preferred-values
UNSAY { :probe-launch mg:liftoff "1962-11-04T15:35:15Z"^^xsd:dateTime ; mg:liftoffToMinute "1962-11-04T15:35:00Z"^^xsd:dateTime }
SAY { :probe-launch mg:launchDate "1962-11-03"^^xsd:date }
## launch-date: Datatype, also claimed-launch-date value-of-wrong-datatype
UNSAY { :probe-launch mg:launchDate "1962-11-04"^^xsd:date }
SAY { :probe-launch mg:launchDate "1962-11-04" }

## launch-site: conforms
UNSAY { :probe-launch mg:site :pad }
SAY { :probe-launch mg:site :earth }
## launch-site: MinCount
UNSAY { :probe-launch mg:site :pad }
## launch-site: MaxCount, also two-preferred-values
SAY { :probe-launch mg:site :earth }
## launch-site: Class, also value-of-wrong-class
UNSAY { :probe-launch mg:site :pad }
SAY { :probe-launch mg:site :rocket }

## launch-rocket: conforms
SAY { :other-rocket a mg:RocketType ; rdfs:label "other rocket"@en ; mg:stage :upper-stage }
UNSAY { :probe-launch mg:rocketType :rocket }
SAY { :probe-launch mg:rocketType :other-rocket }
## launch-rocket: MinCount
UNSAY { :probe-launch mg:rocketType :rocket }
## launch-rocket: MaxCount, also two-preferred-values
SAY { :other-rocket a mg:RocketType ; rdfs:label "other rocket"@en ; mg:stage :upper-stage . :probe-launch mg:rocketType :other-rocket }
## launch-rocket: Class, also value-of-wrong-class stage-of-another-rocket
UNSAY { :probe-launch mg:rocketType :rocket }
SAY { :probe-launch mg:rocketType :design }

## launch-outcome: conforms
UNSAY { :probe-launch mg:launchOutcome concept:launch-failure }
SAY { :probe-launch mg:launchOutcome concept:launch-outcome }
## launch-outcome: MinCount
UNSAY { :probe-launch mg:launchOutcome concept:launch-failure }
## launch-outcome: Class, also value-of-wrong-class
UNSAY { :probe-launch mg:launchOutcome concept:launch-failure }
SAY { :probe-launch mg:launchOutcome :pad }

## launch-mission: conforms
UNSAY { :probe mg:launch :probe-launch }
SAY { :new a mg:Mission ; mg:launch :probe-launch }
## launch-mission: MinCount
SAY { :new-launch a mg:Launch ; rdfs:label "new launch"@en ; mg:launchDate "1962-11-05"^^xsd:date ; mg:sortDate "1962-11-05"^^xsd:date ; mg:site :pad ; mg:rocketType :rocket ; mg:launchOutcome concept:launch-success }
## launch-mission: MaxCount
SAY { :new a mg:Mission ; rdfs:label "New"@en ; mg:craft :probe-craft ; mg:missionOutcome concept:mission-lost-at-launch ; mg:launch :probe-launch ;
  mg:event :leak , :fault , :either , :no-ignition }

## launch-second: conforms
UNSAY { :probe-launch mg:liftoff "1962-11-04T15:35:15Z"^^xsd:dateTime }
SAY { :probe-launch mg:liftoff "1962-11-04T15:35:00Z"^^xsd:dateTime }
## launch-second: Datatype, also claimed-liftoff value-of-wrong-datatype
UNSAY { :probe-launch mg:liftoff "1962-11-04T15:35:15Z"^^xsd:dateTime }
SAY { :probe-launch mg:liftoff "1962-11-04T15:35:15Z" }
## launch-second: Pattern
UNSAY { :probe-launch mg:liftoff "1962-11-04T15:35:15Z"^^xsd:dateTime }
SAY { :probe-launch mg:liftoff "1962-11-04T15:35:15+03:00"^^xsd:dateTime }

## launch-minute: conforms
UNSAY { :probe-launch mg:liftoffToMinute "1962-11-04T15:35:00Z"^^xsd:dateTime }
## launch-minute: Datatype, also value-of-wrong-datatype
UNSAY { :probe-launch mg:liftoffToMinute "1962-11-04T15:35:00Z"^^xsd:dateTime }
SAY { :probe-launch mg:liftoffToMinute "1962-11-04T15:35:00Z" }
## launch-minute: Pattern
UNSAY { :probe-launch mg:liftoffToMinute "1962-11-04T15:35:00Z"^^xsd:dateTime }
SAY { :probe-launch mg:liftoffToMinute "1962-11-04T15:35:15Z"^^xsd:dateTime }

## craft-owner: conforms
UNSAY { :probe-craft mg:part :lander }
## craft-owner: MinCount
SAY { :new a mg:Spacecraft ; rdfs:label "new craft"@en }

## craft-serial: conforms
UNSAY { :probe-craft mg:serialNumber "1" }
SAY { :probe-craft mg:serialNumber "520/1" }
## craft-serial: Datatype, also value-of-wrong-datatype
UNSAY { :probe-craft mg:serialNumber "1" }
SAY { :probe-craft mg:serialNumber 1 }
## craft-serial: MinLength
UNSAY { :probe-craft mg:serialNumber "1" }
SAY { :probe-craft mg:serialNumber "" }

## craft-satcat: conforms
UNSAY { :probe-craft mg:satcat 451 }
SAY { :probe-craft mg:satcat 1 }
## craft-satcat: Datatype, also value-of-wrong-datatype
UNSAY { :probe-craft mg:satcat 451 }
SAY { :probe-craft mg:satcat 451.5 }
## craft-satcat: MinInclusive
UNSAY { :probe-craft mg:satcat 451 }
SAY { :probe-craft mg:satcat 0 }

## craft-decay: conforms
UNSAY { :probe-craft mg:decayDate "1962-11-20"^^xsd:date }
SAY { :probe-craft mg:decayDate "1962-11-04"^^xsd:date }
## craft-decay: Datatype, also value-of-wrong-datatype
UNSAY { :probe-craft mg:decayDate "1962-11-20"^^xsd:date }
SAY { :probe-craft mg:decayDate "1962-11-20T10:00:00Z"^^xsd:dateTime }

## mission-craft-type: conforms
SAY { :other-design a mg:SpacecraftType ; rdfs:label "other design"@en }
UNSAY { :probe-craft mg:spacecraftType :design }
SAY { :probe-craft mg:spacecraftType :other-design }
## mission-craft-type: MinCount
UNSAY { :probe-craft mg:spacecraftType :design }
## mission-craft-type: MaxCount, also two-preferred-values
SAY { :other-design a mg:SpacecraftType ; rdfs:label "other design"@en . :probe-craft mg:spacecraftType :other-design }
## mission-craft-type: Class, also value-of-wrong-class
UNSAY { :probe-craft mg:spacecraftType :design }
SAY { :probe-craft mg:spacecraftType :rocket }

## cospar-form: conforms
UNSAY { :probe-craft mg:cospar "1962-062A" }
SAY { :probe-craft mg:cospar "1996-064AB" }
## cospar-form: Datatype, also value-of-wrong-datatype
UNSAY { :probe-craft mg:cospar "1962-062A" }
SAY { :probe-craft mg:cospar "1962-062A"@en }
## cospar-form: Pattern
UNSAY { :probe-craft mg:cospar "1962-062A" }
SAY { :probe-craft mg:cospar "1962-B-Xi-1" }

## instrument-owner: conforms
UNSAY { :probe-craft mg:instrument :counter }
SAY { :probe-craft mg:removedInstrument :counter }
## instrument-owner: MinCount
UNSAY { :probe-craft mg:instrument :counter }

## radio-owner: conforms
UNSAY { :probe-craft mg:radioSystem :radio }
SAY { :lander mg:radioSystem :radio }
## radio-owner: MinCount
UNSAY { :probe-craft mg:radioSystem :radio }

## rocket-family: conforms
UNSAY { :rocket mg:family :family }
## rocket-family: MaxCount, also two-preferred-values
SAY { :other-family a mg:RocketFamily ; rdfs:label "other family"@en . :rocket mg:family :other-family }
## rocket-family: Class, also value-of-wrong-class
UNSAY { :rocket mg:family :family }
SAY { :rocket mg:family :design }

## stage-rocket: conforms
SAY { :old-stage a mg:Stage ; rdfs:label "old stage"@en ; mg:usedOn :rocket }
## stage-rocket: MinCount
SAY { :old-stage a mg:Stage ; rdfs:label "old stage"@en }

## flown-stage-model: conforms
UNSAY { :flown-stage mg:stageModel :upper-stage }
## flown-stage-model: MaxCount, also two-preferred-values
SAY { :old-stage a mg:Stage ; rdfs:label "old stage"@en ; mg:usedOn :rocket . :flown-stage mg:stageModel :old-stage }
## flown-stage-model: Class, also value-of-wrong-class
UNSAY { :flown-stage mg:stageModel :upper-stage }
SAY { :flown-stage mg:stageModel :design }

## event-kind: conforms
UNSAY { :landing mg:eventKind concept:landing }
SAY { :landing mg:eventKind concept:impact }
## event-kind: MinCount
UNSAY { :landing mg:eventKind concept:landing }

## failure-mode: conforms
UNSAY { :fault mg:mode concept:electrical }
SAY { :fault mg:mode concept:leak }
## failure-mode: MinCount
UNSAY { :fault mg:mode concept:electrical }
SAY { :fault mg:eventKind concept:landing }

## failure-mission: conforms
SAY { :new a mg:FailureEvent ; rdfs:label "new"@en ; mg:mode concept:leak ; mg:mayHaveLedTo :no-ignition . :probe mg:event :new }
## failure-mission: MinCount
SAY { :new a mg:FailureEvent ; rdfs:label "new"@en ; mg:mode concept:leak ; mg:relativeTo :leak }
## failure-mission: Class, also subject-of-wrong-class
SAY { :new a mg:FailureEvent ; rdfs:label "new"@en ; mg:mode concept:leak ; mg:relativeTo :leak . :pad mg:event :new }

## failure-connected: conforms
SAY { :new a mg:FailureEvent ; rdfs:label "new"@en ; mg:mode concept:leak ; mg:relativeTo :leak . :probe mg:event :new }
## failure-connected: MinCount
SAY { :new a mg:FailureEvent ; rdfs:label "new"@en ; mg:mode concept:leak . :probe mg:event :new }

## failure-mode-scheme: conforms
UNSAY { :fault mg:mode concept:electrical }
SAY { :fault mg:mode concept:no-ignition }
## failure-mode-scheme: HasValue
UNSAY { :fault mg:mode concept:electrical }
SAY { :fault mg:mode concept:landing }

## alternatives-several: conforms
SAY { :either mg:alternative :no-ignition }
UNSAY { :either mg:mayHaveLedTo :no-ignition }
## alternatives-several: MinCount
UNSAY { :either mg:alternative :leak }
SAY { :leak mg:mayHaveLedTo :no-ignition }
## alternatives-several: Class, also value-of-wrong-class failure-missing-among-events
SAY { :either mg:alternative :pad }

## planned-event-mission: conforms
SAY { :new a mg:PlannedEvent ; rdfs:label "new"@en . :probe mg:plannedEvent :new }
## planned-event-mission: MinCount
SAY { :new a mg:PlannedEvent ; rdfs:label "new"@en }

## orbit-body: conforms
UNSAY { :parking-orbit mg:centralBody :earth }
SAY { :parking-orbit mg:centralBody :sun }
## orbit-body: MinCount
UNSAY { :parking-orbit mg:centralBody :earth }
## orbit-body: MaxCount, also two-preferred-values
SAY { :parking-orbit mg:centralBody :sun }
## orbit-body: Class, also value-of-wrong-class
UNSAY { :parking-orbit mg:centralBody :earth }
SAY { :parking-orbit mg:centralBody :pad }

## orbit-kind: conforms
UNSAY { :parking-orbit mg:orbitKind concept:parking-orbit }
SAY { :parking-orbit mg:orbitKind concept:heliocentric-orbit }
## orbit-kind: MinCount
UNSAY { :parking-orbit mg:orbitKind concept:parking-orbit }
## orbit-kind: Class, also value-of-wrong-class
UNSAY { :parking-orbit mg:orbitKind concept:parking-orbit }
SAY { :parking-orbit mg:orbitKind :earth }

## orbit-owner: conforms
UNSAY { :probe-craft mg:orbit :parking-orbit }
SAY { :flown-stage mg:orbit :parking-orbit }
## orbit-owner: MinCount
UNSAY { :probe-craft mg:orbit :parking-orbit }

## orbit-inclination: conforms
UNSAY { :parking-orbit mg:inclinationDeg 64.8 }
SAY { :parking-orbit mg:inclinationDeg 180 }
## orbit-inclination: MinInclusive
UNSAY { :parking-orbit mg:inclinationDeg 64.8 }
SAY { :parking-orbit mg:inclinationDeg -0.1 }
## orbit-inclination: MaxInclusive
UNSAY { :parking-orbit mg:inclinationDeg 64.8 }
SAY { :parking-orbit mg:inclinationDeg 180.1 }

## orbit-heights: conforms
UNSAY { :parking-orbit mg:periapsisKm 160 }
SAY { :parking-orbit mg:periapsisKm 170 }
## orbit-heights: LessThanOrEquals
UNSAY { :parking-orbit mg:periapsisKm 160 }
SAY { :parking-orbit mg:periapsisKm 170.1 }

## orbit-distances: conforms
UNSAY { :solar-orbit mg:perihelionAU 1.01 }
SAY { :solar-orbit mg:perihelionAU 1.6 }
## orbit-distances: LessThanOrEquals
UNSAY { :solar-orbit mg:perihelionAU 1.01 }
SAY { :solar-orbit mg:perihelionAU 1.61 }

## latitude: conforms
UNSAY { :landing mg:latitudeDeg -45 }
SAY { :landing mg:latitudeDeg -90 }
## latitude: MinCount
UNSAY { :landing mg:latitudeDeg -45 }
## latitude: MinInclusive
UNSAY { :landing mg:latitudeDeg -45 }
SAY { :landing mg:latitudeDeg -90.5 }
## latitude: MaxInclusive
UNSAY { :landing mg:latitudeDeg -45 }
SAY { :landing mg:latitudeDeg 91 }

## longitude: conforms
UNSAY { :landing mg:longitudeDeg 58 }
SAY { :landing mg:longitudeDeg 0 }
## longitude: MinCount
UNSAY { :landing mg:longitudeDeg 58 }
## longitude: MinInclusive
UNSAY { :landing mg:longitudeDeg 58 }
SAY { :landing mg:longitudeDeg -58 }
## longitude: MaxExclusive
UNSAY { :landing mg:longitudeDeg 58 }
SAY { :landing mg:longitudeDeg 360 }

## debris-origin: conforms
UNSAY { :debris mg:debrisOf :probe-craft }
SAY { :debris mg:debrisOf :flown-stage }
## debris-origin: MinCount
UNSAY { :debris mg:debrisOf :probe-craft }

## measurement-owner: conforms
UNSAY { :probe mg:result :field }
SAY { :field mg:measurementOf :probe-craft }
## measurement-owner: MinCount
UNSAY { :probe mg:result :field }

## measurement-quantity: conforms
UNSAY { :field mg:quantity concept:magnetic-field }
SAY { :field mg:quantity concept:mass }
## measurement-quantity: MinCount
UNSAY { :field mg:quantity concept:magnetic-field }
## measurement-quantity: Class, also value-of-wrong-class
UNSAY { :field mg:quantity concept:magnetic-field }
SAY { :field mg:quantity :pad }

## designation-text: conforms
UNSAY { :name mg:text "Sonde" }
SAY { :name mg:text "S" }
## designation-text: MinCount
UNSAY { :name mg:text "Sonde" }
## designation-text: MinLength
UNSAY { :name mg:text "Sonde" }
SAY { :name mg:text "" }

## designation-owner: conforms
UNSAY { :probe mg:designation :name }
SAY { :probe-craft mg:designation :name }
## designation-owner: MinCount
UNSAY { :probe mg:designation :name }

## ordinal-owner: conforms
UNSAY { :probe mg:ordinal :first }
SAY { :design mg:ordinal :first }
## ordinal-owner: MinCount
UNSAY { :probe mg:ordinal :first }

## ordinal-position: conforms
UNSAY { :first mg:position 1 }
SAY { :first mg:position 2 }
## ordinal-position: MinCount
UNSAY { :first mg:position 1 }
## ordinal-position: MinInclusive
UNSAY { :first mg:position 1 }
SAY { :first mg:position 0 }
## ordinal-position: LessThanOrEquals
UNSAY { :first mg:position 1 }
SAY { :first mg:position 3 }

## decision-subject: conforms
DELETE DATA { :decision mg:subject :probe-craft }
INSERT DATA { :decision mg:subject :lander . GRAPH g:other { :lander mg:massKg 6500 , 890 } }
## decision-subject: MinCount
DELETE DATA { :decision mg:subject :probe-craft }
## decision-subject: MaxCount, also two-preferred-values
INSERT DATA { :decision mg:subject :lander . GRAPH g:other { :lander mg:massKg 6500 , 890 } }

## decision-property: conforms
DELETE DATA { :decision mg:property mg:massKg }
INSERT DATA { :decision mg:property mg:altitudeKm . GRAPH g:other { :probe-craft mg:altitudeKm 890 , 6500 } }
## decision-property: MinCount
DELETE DATA { :decision mg:property mg:massKg }
## decision-property: MaxCount
INSERT DATA { :decision mg:property mg:altitudeKm . GRAPH g:other { :probe-craft mg:altitudeKm 890 , 6500 } }

## decision-choice: conforms
DELETE DATA { :decision mg:prefers 890 }
## decision-choice: MinCount
DELETE DATA { :decision mg:prefers 890 ; mg:rejects 6500 }

## disagreement-reason: conforms
DELETE WHERE { :decision mg:because ?why } ;
INSERT DATA { :decision mg:because "It is 20 characters."@en }
## disagreement-reason: MinCount
DELETE WHERE { :decision mg:because ?why }
## disagreement-reason: MinLength
DELETE WHERE { :decision mg:because ?why } ;
INSERT DATA { :decision mg:because "Because."@en }

## disagreement-day: conforms
DELETE WHERE { :decision dcterms:date ?day } ;
INSERT DATA { :decision dcterms:date "2026-11-21"^^xsd:date }
## disagreement-day: MinCount
DELETE WHERE { :decision dcterms:date ?day }
## disagreement-day: Datatype
DELETE WHERE { :decision dcterms:date ?day } ;
INSERT DATA { :decision dcterms:date "2026" }

## disagreement-kind: conforms
DELETE WHERE { :decision mg:kind ?kind } ;
INSERT DATA { :decision mg:kind concept:conflict }
## disagreement-kind: MinCount
DELETE WHERE { :decision mg:kind ?kind }
## disagreement-kind: MaxCount, also two-preferred-values
INSERT DATA { :decision mg:kind concept:conflict }
## disagreement-kind: Node
DELETE WHERE { :decision mg:kind ?kind } ;
INSERT DATA { :decision mg:kind concept:leak }

## discrepancy-about: conforms
INSERT DATA { :discrepancy mg:about :probe }
## discrepancy-about: MinCount, also discrepancy-without-claim
DELETE WHERE { :discrepancy mg:about ?thing }

## discrepancy-passage: conforms
DELETE DATA { :discrepancy mg:passage g:base }
## discrepancy-passage: MinCount, also discrepancy-without-claim
DELETE WHERE { :discrepancy mg:passage ?graph }
## discrepancy-passage: Class, also value-of-wrong-class discrepancy-without-claim
INSERT DATA { :discrepancy mg:passage src:book }

# ==== ontology/claims.shapes.ttl

## source-title: conforms
INSERT DATA { src:book dcterms:title "Ein Buch"@de }
## source-title: MinCount
DELETE WHERE { src:book dcterms:title ?title }

## source-precedence: conforms
DELETE DATA { src:book mg:precedence 1 } ;
INSERT DATA { src:book mg:precedence 2 }
## source-precedence: MinCount
DELETE DATA { src:book mg:precedence 1 }
## source-precedence: MaxCount, also two-preferred-values
INSERT DATA { src:book mg:precedence 2 }
## source-precedence: In
DELETE DATA { src:book mg:precedence 1 } ;
INSERT DATA { src:book mg:precedence 3 }

## claim-source: conforms
INSERT DATA { src:paper a mg:Source ; dcterms:title "A paper"@en ; mg:precedence 2 . g:paper a mg:ClaimGraph ; dcterms:source src:paper ; mg:locator "page 1" }
## claim-source: MinCount
DELETE DATA { g:other dcterms:source src:book }
## claim-source: MaxCount
INSERT DATA { src:paper a mg:Source ; dcterms:title "A paper"@en ; mg:precedence 2 . g:other dcterms:source src:paper }
## claim-source: Class
DELETE DATA { g:other dcterms:source src:book } ;
INSERT DATA { g:other dcterms:source :pad }

## claim-locator: conforms
DELETE DATA { g:other mg:locator "another passage" } ;
INSERT DATA { g:other mg:locator "p" }
## claim-locator: MinCount
DELETE DATA { g:other mg:locator "another passage" }
## claim-locator: MaxCount, also two-preferred-values
INSERT DATA { g:other mg:locator "the same, said twice" }
## claim-locator: Datatype
DELETE DATA { g:other mg:locator "another passage" } ;
INSERT DATA { g:other mg:locator "another passage"@en }
## claim-locator: MinLength
DELETE DATA { g:other mg:locator "another passage" } ;
INSERT DATA { g:other mg:locator "" }

## hedge-scheme: conforms
DELETE DATA { g:hedged mg:hedge concept:possibly } ;
INSERT DATA { g:hedged mg:hedge concept:about }
## hedge-scheme: HasValue
DELETE DATA { g:hedged mg:hedge concept:possibly } ;
INSERT DATA { g:hedged mg:hedge concept:leak }

## claimed-launch-date: conforms
INSERT DATA { GRAPH g:other { :probe-launch mg:launchDate "1962-11-03"^^xsd:date } }
## claimed-launch-date: Datatype, also value-of-wrong-datatype
INSERT DATA { GRAPH g:other { :probe-launch mg:launchDate "November" } }

## claimed-date: conforms
INSERT DATA { GRAPH g:other { :landing mg:date "1962-11-11"^^xsd:date } }
## claimed-date: Datatype, also value-of-wrong-datatype
INSERT DATA { GRAPH g:other { :landing mg:date "1962-11"^^edtf:EDTF } }

## claimed-liftoff: conforms
INSERT DATA { GRAPH g:other { :probe-launch mg:liftoff "1962-11-04T15:36:00Z"^^xsd:dateTime } }
## claimed-liftoff: Datatype, also value-of-wrong-datatype
INSERT DATA { GRAPH g:other { :probe-launch mg:liftoff "15:36" } }

## claimed-time: conforms
INSERT DATA { GRAPH g:other { :landing mg:timeToMinute "1962-11-10T10:00:00Z"^^xsd:dateTime } }
## claimed-time: Datatype, also value-of-wrong-datatype
INSERT DATA { GRAPH g:other { :landing mg:timeToMinute "10:00" } }

# ==== queries/checks/

## two-preferred-values: conforms
INSERT DATA { GRAPH g:other { :parking-orbit mg:inclinationDeg 65 } }
## two-preferred-values: SPARQL
SAY { :parking-orbit mg:inclinationDeg 65 }

## cycle-in-chain: conforms
SAY { :leak mg:ledTo :fault }
## cycle-in-chain: SPARQL
SAY { :no-ignition mg:mayHaveLedTo :leak . :leak mg:ledTo :no-ignition }

## stage-of-another-rocket: conforms
SAY { :landing mg:inStage :upper-stage }
## stage-of-another-rocket: SPARQL
SAY { :old-stage a mg:Stage ; rdfs:label "old stage"@en ; mg:usedOn :rocket . :fault mg:inStage :old-stage }

## dangling-iri: conforms
SAY { :probe-craft mg:sisterOf :lander }
## dangling-iri: SPARQL
SAY { :probe-craft mg:sisterOf :nobody }

## untyped-thing: conforms
SAY { :new a mg:Place ; rdfs:label "new"@en }
## untyped-thing: SPARQL
SAY { :new rdfs:label "new"@en }

## unasserted-statement: conforms
INSERT DATA { :pad mg:within :earth . GRAPH g:other { :pad mg:within :earth } }
## unasserted-statement: SPARQL
INSERT DATA { :pad mg:within :earth }

## hedged-cause-stated-plainly: conforms
INSERT DATA { GRAPH g:hedged { :leak mg:mayHaveLedTo :no-ignition } }
## hedged-cause-stated-plainly: SPARQL
INSERT DATA { GRAPH g:hedged { :leak mg:ledTo :no-ignition } }

## liftoff-against-minute: conforms
UNSAY { :probe-launch mg:liftoff "1962-11-04T15:35:15Z"^^xsd:dateTime }
SAY { :probe-launch mg:liftoff "1962-11-04T15:35:59Z"^^xsd:dateTime }
## liftoff-against-minute: SPARQL
UNSAY { :probe-launch mg:liftoff "1962-11-04T15:35:15Z"^^xsd:dateTime }
SAY { :probe-launch mg:liftoff "1962-11-04T15:36:00Z"^^xsd:dateTime }

## liftoff-on-another-day: conforms
UNSAY { :probe-launch mg:liftoff "1962-11-04T15:35:15Z"^^xsd:dateTime ; mg:liftoffToMinute "1962-11-04T15:35:00Z"^^xsd:dateTime }
SAY { :probe-launch mg:liftoff "1962-11-04T00:00:00Z"^^xsd:dateTime }
## liftoff-on-another-day: SPARQL
UNSAY { :probe-launch mg:liftoff "1962-11-04T15:35:15Z"^^xsd:dateTime ; mg:liftoffToMinute "1962-11-04T15:35:00Z"^^xsd:dateTime }
SAY { :probe-launch mg:liftoff "1962-11-03T23:59:59Z"^^xsd:dateTime }

## event-before-launch: conforms
UNSAY { :landing mg:date "1962-11-10"^^xsd:date }
SAY { :landing mg:date "1962-11-04"^^xsd:date }
## event-before-launch: SPARQL
UNSAY { :landing mg:date "1962-11-10"^^xsd:date }
SAY { :landing mg:date "1962-11-03"^^xsd:date }

## decay-before-launch: conforms
SAY { :debris mg:decayDate "1962-11-04"^^xsd:date }
## decay-before-launch: SPARQL
SAY { :debris mg:decayDate "1962-11-03"^^xsd:date ; mg:sortDate "1962-11-03"^^xsd:date }

## event-after-decay: conforms
SAY { :lander mg:decayDate "1962-11-10"^^xsd:date }
## event-after-decay: SPARQL
SAY { :lander mg:decayDate "1962-11-09"^^xsd:date ; mg:sortDate "1962-11-09"^^xsd:date }

## value-of-wrong-datatype: conforms
SAY { :parking-orbit mg:periodMin 88 }
## value-of-wrong-datatype: SPARQL
SAY { :parking-orbit mg:periodMin "about 88" }

## value-of-wrong-class: conforms
SAY { :pad mg:within :earth }
## value-of-wrong-class: SPARQL
SAY { :pad mg:within :rocket }

## subject-of-wrong-class: conforms
SAY { :parking-orbit mg:periodMin 88 }
## subject-of-wrong-class: SPARQL
SAY { :pad mg:periodMin 88 }

## quantity-not-positive: conforms
UNSAY { :probe-craft mg:massKg 890 }
SAY { :probe-craft mg:massKg 0.1 }
## quantity-not-positive: SPARQL
SAY { :lander mg:massKg 0 }

## dated-without-sort-date: conforms
SAY { :debris mg:decayDate "1962-12-27"^^xsd:date ; mg:sortDate "1962-12-27"^^xsd:date }
## dated-without-sort-date: SPARQL
SAY { :debris mg:decayDate "1962-12-27"^^xsd:date }

## failed-launch-without-failure: conforms
UNSAY { :probe-launch mg:launchOutcome concept:launch-failure ; mg:failure :no-ignition }
SAY { :probe-launch mg:launchOutcome concept:launch-success }
## failed-launch-without-failure: SPARQL
UNSAY { :probe-launch mg:launchOutcome concept:launch-failure }
SAY { :probe-launch mg:launchOutcome concept:launch-success }

## failure-missing-among-events: conforms
UNSAY { :probe mg:event :landing }
## failure-missing-among-events: SPARQL
SAY { :new a mg:Event ; rdfs:label "new"@en ; mg:eventKind concept:landing ; mg:ledTo :leak }

## decision-without-claim: conforms
DELETE DATA { :decision mg:prefers 890 }
## decision-without-claim: SPARQL
DELETE DATA { :decision mg:rejects 6500 } ;
INSERT DATA { :decision mg:rejects 6501 }

## discrepancy-without-claim: conforms
DELETE DATA { :discrepancy mg:property mg:massKg }
## discrepancy-without-claim: SPARQL
INSERT DATA { :discrepancy mg:passage g:hedged }

## label-of-several: conforms
SAY { :other-pad a mg:Place ; rdfs:label "other pad"@en }
## label-of-several: SPARQL
SAY { :other-pad a mg:Place ; rdfs:label "pad"@en }

## graph-without-head: conforms
INSERT DATA { g:new a mg:ClaimGraph ; dcterms:source src:book ; mg:locator "new" . GRAPH g:new { :pad a mg:Place } }
## graph-without-head: SPARQL
INSERT DATA { GRAPH g:new { :pad a mg:Place } }

## unit-without-symbol: conforms
INSERT DATA { unit:NEW qudt:symbol "n" . mg:massKg qudt:hasUnit unit:NEW }
## unit-without-symbol: SPARQL
INSERT DATA { mg:massKg qudt:hasUnit unit:NEW }

## arrival-after-loss: conforms
SAY { :loss a mg:FailureEvent ; rdfs:label "loss"@en ; mg:effect concept:loss-of-contact ; mg:relativeTo :landing ; mg:involves :lander ;
  mg:date "1962-11-10"^^xsd:date ; mg:sortDate "1962-11-10"^^xsd:date . :probe mg:event :loss }
## arrival-after-loss: SPARQL
SAY { :loss a mg:FailureEvent ; rdfs:label "loss"@en ; mg:effect concept:loss-of-contact ; mg:relativeTo :landing ; mg:involves :lander ;
  mg:date "1962-11-09"^^xsd:date ; mg:sortDate "1962-11-09"^^xsd:date . :probe mg:event :loss }

# ==== links

## link-malformed: conforms
SAY { :pad skos:closeMatch wd:Q204 }
INSERT DATA { g:link-a a mg:ClaimGraph , sssom:Mapping ; dcterms:source src:book ; mg:locator "a link" ; sssom:mapping_justification semapv:ManualMappingCuration ; sssom:mapping_date "2026-11-20"^^xsd:date ; sssom:confidence 0.9 ; rdfs:comment "a book"@en . GRAPH g:link-a { :pad skos:closeMatch wd:Q204 } }
## link-malformed: SPARQL
SAY { :pad skos:closeMatch <http://www.wikidata.org/wiki/Q204> }

## link-of-unknown-kind: conforms
SAY { :pad skos:narrowMatch wd:Q204 }
INSERT DATA { g:link-a a mg:ClaimGraph , sssom:Mapping ; dcterms:source src:book ; mg:locator "a link" ; sssom:mapping_justification semapv:ManualMappingCuration ; sssom:mapping_date "2026-11-20"^^xsd:date ; sssom:confidence 0.9 ; rdfs:comment "a book"@en . GRAPH g:link-a { :pad skos:narrowMatch wd:Q204 } }
## link-of-unknown-kind: SPARQL
SAY { :pad skos:broader wd:Q204 }
INSERT DATA { g:link-a a mg:ClaimGraph , sssom:Mapping ; dcterms:source src:book ; mg:locator "a link" ; sssom:mapping_justification semapv:ManualMappingCuration ; sssom:mapping_date "2026-11-20"^^xsd:date ; sssom:confidence 0.9 ; rdfs:comment "a book"@en . GRAPH g:link-a { :pad skos:broader wd:Q204 } }

## link-of-nothing: conforms
SAY { mg:massKg skos:closeMatch wd:P2067 }
INSERT DATA { g:link-a a mg:ClaimGraph , sssom:Mapping ; dcterms:source src:book ; mg:locator "a link" ; sssom:mapping_justification semapv:ManualMappingCuration ; sssom:mapping_date "2026-11-20"^^xsd:date ; sssom:confidence 0.9 ; rdfs:comment "a book"@en . GRAPH g:link-a { mg:massKg skos:closeMatch wd:P2067 } }
## link-of-nothing: SPARQL
SAY { mg:masKg skos:closeMatch wd:P2067 }
INSERT DATA { g:link-a a mg:ClaimGraph , sssom:Mapping ; dcterms:source src:book ; mg:locator "a link" ; sssom:mapping_justification semapv:ManualMappingCuration ; sssom:mapping_date "2026-11-20"^^xsd:date ; sssom:confidence 0.9 ; rdfs:comment "a book"@en . GRAPH g:link-a { mg:masKg skos:closeMatch wd:P2067 } }

## link-shared: conforms
SAY { :lander skos:closeMatch wd:Q1 }
INSERT DATA { g:link-a a mg:ClaimGraph , sssom:Mapping ; dcterms:source src:book ; mg:locator "a link" ; sssom:mapping_justification semapv:ManualMappingCuration ; sssom:mapping_date "2026-11-20"^^xsd:date ; sssom:confidence 0.9 ; rdfs:comment "a book"@en . GRAPH g:link-a { :lander skos:closeMatch wd:Q1 } }
## link-shared: SPARQL
SAY { :lander skos:exactMatch wd:Q1 }
INSERT DATA { g:link-a a mg:ClaimGraph , sssom:Mapping ; dcterms:source src:book ; mg:locator "a link" ; sssom:mapping_justification semapv:ManualMappingCuration ; sssom:mapping_date "2026-11-20"^^xsd:date ; sssom:confidence 0.9 ; rdfs:comment "a book"@en . GRAPH g:link-a { :lander skos:exactMatch wd:Q1 } }

## link-to-two-items: conforms
SAY { :probe skos:broadMatch wd:Q2 }
INSERT DATA { g:link-a a mg:ClaimGraph , sssom:Mapping ; dcterms:source src:book ; mg:locator "a link" ; sssom:mapping_justification semapv:ManualMappingCuration ; sssom:mapping_date "2026-11-20"^^xsd:date ; sssom:confidence 0.9 ; rdfs:comment "a book"@en . GRAPH g:link-a { :probe skos:broadMatch wd:Q2 } }
## link-to-two-items: SPARQL
SAY { :probe skos:exactMatch wd:Q2 }
INSERT DATA { g:link-a a mg:ClaimGraph , sssom:Mapping ; dcterms:source src:book ; mg:locator "a link" ; sssom:mapping_justification semapv:ManualMappingCuration ; sssom:mapping_date "2026-11-20"^^xsd:date ; sssom:confidence 0.9 ; rdfs:comment "a book"@en . GRAPH g:link-a { :probe skos:exactMatch wd:Q2 } }

## link-without-grounds: conforms
SAY { :pad skos:exactMatch wd:Q204 }
INSERT DATA { g:link-a a mg:ClaimGraph , sssom:Mapping ; dcterms:source src:book ; mg:locator "a link" ; sssom:mapping_justification semapv:ManualMappingCuration ; sssom:mapping_date "2026-11-20"^^xsd:date ; sssom:confidence 0.9 ; rdfs:comment "a book"@en . GRAPH g:link-a { :pad skos:exactMatch wd:Q204 } }
## link-without-grounds: SPARQL
SAY { :pad skos:exactMatch wd:Q204 }
