// Written by the helper of this view.
