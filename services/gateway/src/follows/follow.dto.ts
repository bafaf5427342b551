import { ApiProperty } from '@nestjs/swagger';
import type { Follow } from '@sportello/contracts';

/** 202 of `POST /follows`: the same whatever the address follows already. */
export class AskedFollow {
  @ApiProperty({ enum: ['email'] }) channel!: 'email';
  @ApiProperty({ enum: ['pending'], description: 'Until the button of the page in the mail is pressed' })
  state!: 'pending';
}

/** 200 of `GET /follows/{token}`. */
export class FollowDocument implements Follow {
  @ApiProperty({ enum: ['email'] }) channel!: 'email';
  @ApiProperty({ enum: ['pending', 'active'] }) state!: 'pending' | 'active';
  @ApiProperty({ type: [String], description: 'Codes of reports' }) reports!: readonly string[];
}
