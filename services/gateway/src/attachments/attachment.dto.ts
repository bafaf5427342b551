import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const KINDS = ['image', 'document'] as const;

class DescribedFile {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: KINDS }) kind!: (typeof KINDS)[number];
  @ApiProperty({ description: 'Media type, as it is served', example: 'image/jpeg' }) type!: string;
  @ApiProperty({ minimum: 0, type: 'integer' }) bytes!: number;
  @ApiPropertyOptional({ minimum: 1, type: 'integer', description: 'Pixels, of an image' }) width?: number;
  @ApiPropertyOptional({ minimum: 1, type: 'integer', description: 'Pixels, of an image' }) height?: number;
}

/** 201 of `POST /attachments`. */
export class UploadedFile extends DescribedFile {
  @ApiProperty({ format: 'date-time', description: 'Removed then, unless a report took it' }) expiresAt!: string;
}

/** A file on the page of its report. */
export class AttachmentView extends DescribedFile {
  @ApiProperty({ description: 'Where to read it, with the same right as the page' }) url!: string;
  @ApiPropertyOptional({ description: 'A small JPEG, of an image' }) thumbnailUrl?: string;
}

/** The form that brings a file. */
export class FileForm {
  @ApiProperty({ type: 'string', format: 'binary' }) file!: string;
}
