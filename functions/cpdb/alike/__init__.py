"""Finding pictures that are alike: `bands` says where a hash stands and where its neighbours would, `members` how a
picture is written there, `find` looks."""
