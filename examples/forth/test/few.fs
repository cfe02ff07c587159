\ SPDX-License-Identifier: MIT
\ How many signals a storm has where each takes long, as under an emulator.
1000 constant few
