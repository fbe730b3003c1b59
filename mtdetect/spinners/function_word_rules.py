"""What thesaurus APIs do to function words, as rules of our own (see ``phrase_rules`` for the notation)."""

from __future__ import annotations

from mtdetect.spinners.phrase_rules import parse_rules

_PREPOSITIONS = """
in the > withinside the | inside the | within the | in the course of the
in a > in a | inside a | within a
in an > inside an | withinside an
in this > on this | withinside this | in this very
in these > in those | inside these
in order to > so that you can | so one can | so as to | for you to
in which > wherein | where in
in addition > similarly | further | in addition to this
in addition to > further to | similarly to | as well as to
in all > in all | throughout all
in most > in maximum | in maximum of the
in many > in lots of | in many of the
in recent years > in current years | in latest years | lately years
in terms of > in phrases of | in phrases of the
in other words > in different phrases | in other phrases
in front of > in the front of | in the the front of
in general > in fashionable | in widespread | in preferred
in case > in case if | in the case that
in spite of > regardless of | despite of
in fact > in reality | in truth | as a remember of truth
into the > into the | in to the | into the very
into > into | in to
onto > on to | directly to | directly to the
by the > through the | with the aid of the | via the | by way of the
by a > through a | by way of a | with the aid of a
by using > by means of using | through the usage of | via way of means of the use of | with the aid of using
by +VBG > via way of means of | by means of | through
by means of > via way of means of | by way of means of | through manner of
through > thru | via | through way of
through the > via the | thru the | through way of the
via > through | via way of | by means of
with the > with the | along with the | in conjunction with the
with a > with a | along with a | in conjunction with a
with respect to > with admire to | with recognize to | with appreciate to
within the > inside the | withinside the | in the
without > without | with out | with none
without a > with out a | with none
from the > from the | out of the | from the very
from a > from a | out of a
for the > for the | for the very | for the sake of the
for a > for a | for a very
for example > as an example | for instance as | for example as
for instance > for example | as an instance
for this > for this | for this very
for +VBG > for the | for purpose of
of the > of the | of the very | out of the
of course > of path | of route
of all > of all | of all of the
of a > of a | of an
on the > at the | on the very | upon the
on a > on a | upon a | on a every
on the other hand > alternatively | then again | however as an alternative
on top of > on pinnacle of | on the pinnacle of | atop of
at the > on the | at the very | at the the
at the same time > on the equal time | at the identical time | on the identical time
at the end of > at the stop of | on the quit of | at the cease of
at least > as a minimum | at the least | at least as
at all > in any respect | at all in any way
at first > before everything | in the beginning | to begin with
at present > at gift | at existing
about the > approximately the | about the | approximately about the
about > approximately | about
about a > approximately a | about a
around the > across the | round the | around the whole
around > round | across
across the > throughout the | across the whole
over the > over the | over the very | at some point of the
over time > over the years | through the years
over > over | extra than
under > beneath | below | underneath
under the > beneath the | below the
between the > among the | among the two | between of the
between > among | between of
among the > a number of the | amongst the
among > amongst | amongst of
during the > at some point of the | during the course of the | in the course of the | throughout the
during > at some point of | for the duration of | in the course of
towards the > in the direction of the | toward the | closer to the
toward > in the direction of | closer to
towards > in the direction of | closer to
against > in opposition to | towards
despite > no matter | in spite of | notwithstanding
before > earlier than | prior than | before
before the > earlier than the | before the
after > after | once after
after the > after the | once the
until > till | until such time as
until the > till the | till such time as the
along with > together with | in conjunction with | alongside with
as well as > in addition to | as well as with | similarly to
as a result > as a end result | as a consequence | therefore as a result
as a result of > due to | because of the | as a end result of
as a > as a | as a sort of
as long as > so long as | as lengthy as
as soon as > as quickly as | once
as part of > as a part of | as component of
according to > in step with | consistent with | in accordance to
because of > due to | because of the fact of | due to the fact of
because > due to the fact | because of the fact | for the reason that
because the > due to the fact the | for the reason that the
due to > because of | due to the fact of
instead of > in preference to | rather than | as opposed to
rather than > in place of | as opposed to | in preference to
out of > out of | from out of
such as > inclusive of | which includes | together with | consisting of
including > which includes | along with | inclusive of | together with
including the > which includes the | along with the
based on > primarily based totally on | based upon | primarily based on
"""

_AUXILIARIES = """
may +VB > might also additionally | might also | may additionally | can also additionally
might +VB > would possibly | might probable | may want to
can +VB > can | can also | is able to
can be > may be | can also be
can't > cannot | can not | can't in any way
cannot > can not | can't | can not be able to
could +VB > ought to | should | could have the ability to
should +VB > have to | need to | must
must +VB > have to | need to | ought to
would +VB > might | would possibly | could
will be > might be | may be | can be
will +VB > will | goes to | will also
have to +VB > must | need to | should
has to +VB > must | desires to
has been > has been | turned into | has come to be
have been > had been | were | have come to be
had been > were | have been
was > became | turned into | changed into
was a > became a | turned into a | changed into a
was the > became the | turned into the
was +VBN > became | turned into | was once
were +VBN > had been | have been
is a > is a | is a type of
is +VBN > is | is being | gets
is not > isn't | is not | is now no longer | isn't always
is the > is the | is the very
it is > it's miles | it is | it's far | it's
it is a > it's miles a | it's far a
it was > it became | it turned into | it changed into
it has > it has | it's got | it has got
it's > it's miles | it is | it's far
he is > he's | he is | he's far
she is > she's | she's far
they are > they're | they may be | they are
they're > they're | they may be | they are
they have > they've | they have got
we are > we're | we are | we're being
we're > we're | we are
we have > we've | we have got | we've got
we've > we've got | we have
you are > you're | you are | you're being
you're > you're | you are | you're going to be
you can > you may | you could | you can
you have > you've got | you have got
there is > there's | there may be | there is
there are > there are | there may be | there're
there was > there has been | there was once | there turned into
there were > there have been | there had been
that is > this is | that is | that's
that's > this is | that's | that is
this is > this is | that is | this is the
who is > who's | who is | who's being
what is > what's | what's the
let us > permit us to | allow us to
let's > permit's | let us | allow's
do not > do now no longer | don't | do not
does not > does now no longer | doesn't | does not
did not > did now no longer | didn't | did not
don't > do not | don't | do now no longer
doesn't > does not | doesn't | does now no longer
didn't > did not | didn't | did now no longer
wasn't > wasn't | became now no longer | was now no longer
isn't > is not | isn't always | is now no longer
aren't > are not | aren't | are now no longer
won't > won't | will not | will now no longer
not > now no longer | not | no longer
not only > now no longer only | not only | not most effective
no longer > not | now no longer
used to +VB > used to | utilized to | was once used to
able to > capable of | in a position to | able for
to +VB > to | in an effort to | so as to | on the way to | to be able to
to be +VBN > to be | to be able to be | to get
to make > to make | in order to make
to get > to get | to have | with the intention to get
to do > to do | to try to do
"""

_CONNECTIVES = """
using > the usage of | the use of | via way of means of | with the use of
using the > the usage of the | the use of the | with the aid of the
uses > makes use of | uses | utilizes of
use of > use of | usage of | the usage of
used > used | utilized | used for
used in > utilized in | used withinside | used on
however > however | but | though then again
although > even though | despite the fact that | aleven though
though > even though | although though | though
even though > despite the fact that | even even though | even as
while > at the same time as | even as | whilst | whereas as
while the > at the same time as the | even as the
when > while | when | whilst
when the > while the | whilst the | at the time when the
where > in which | wherein | where in
which > which | that | and that
which is > that is | which is | and that is
that are > which can be | which are | which might be
that is +VBN > this is | that's | which is
that can > which could | that could | which can
that the > that the | that the very
if > if | in case | supposing
if the > if the | in case the
if you > in case you | if you | in case you're
so that > in order that | so one can | a good way to
so > so | consequently | so as that
therefore > consequently | therefore | hence as a result
thus > accordingly | consequently | for that reason
moreover > moreover | furthermore | what is extra
furthermore > moreover | in addition | further more
also > additionally | also | likewise also
and also > and additionally | in addition to
and the > and the | in addition to the
either > both | either of
both > each | both of the
both the > each the | both of the
since > because | considering | for the reason that
since the > because the | considering the
then > then | after which
and then > after which | and after which
only > best | most effective | handiest | simplest
only a > best a | most effective a | handiest a
just > simply | just | best
even > even | or even
still > nevertheless | still | nonetheless
already > already | have already
always > constantly | continually | usually
often > frequently | regularly | often times
usually > generally | normally | commonly
very > very | very a great deal
really > truly | absolutely | surely
too > too | additionally
well > well | properly | nicely
now > now | presently | at this factor
today > nowadays | these days | today's day
never > by no means | never | in no way
almost > nearly | almost about
especially > in particular | specially | mainly
"""

_QUANTIFIERS = """
a lot of > quite a few | numerous | a whole lot of | loads of
a number of > some of | a variety of | quite a number of
a few > some | a few | a couple of
a variety of > quite a few | lots of | a whole lot of
a large number of > a huge variety of | a massive range of
many > many | a lot of | lots of | numerous
many of > many of | among the many of
many people > many human beings | many humans | lots of people
much > a good deal | an awful lot | plenty
much of > plenty of | tons of | lots of
more > greater | extra | more
more than > greater than | extra than | more than
more and more > increasingly more | greater and greater | an increasing number of
most > maximum | most | the maximum
most of > maximum of | maximum of the
most of the > maximum of the | the general public of the
one of the > one of the | one of the maximum | certainly considered one of the
one of > one of | certainly considered one among | considered one of
some > a few | some | a few of
some of the > a number of the | a few of the | some of the
several > numerous | several | a number of
all of > all of | everything of
all the > all of the | all the | each of the
each > every | each | every and every
each of > every of | each of
each other > every different | each different
every > each | every | each and every
every day > each day | every and each day
any > any | any form of
another > any other | some other | another different
other > different | other
others > others | different people | different ones
same > equal | identical | same
the same > the equal | the identical | the very same
same time > equal time | identical time
enough > sufficient | enough | sufficient enough
first > first | first actual
the first > the primary | the first actual
first time > first actual time | primary time
two > two | 2
three > three | 3
people > human beings | people | humans
percent > percentage | per cent
such > such | such type of
something > something | some thing
someone > a person | someone | a person who
everyone > all and sundry | everybody | absolutely everyone
everything > the whole thing | the entirety | everything
like > like | which include
likely to > probable to | in all likelihood to
as it is > as it's miles | because it is
as they > as they | due to the fact they
"""

FUNCTION_WORD_RULES = parse_rules(_PREPOSITIONS + _AUXILIARIES + _CONNECTIVES + _QUANTIFIERS)
